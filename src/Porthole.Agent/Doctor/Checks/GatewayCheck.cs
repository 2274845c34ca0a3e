using System.Runtime.CompilerServices;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>Whether there is a default gateway on this PC's own network.</summary>
internal sealed class GatewayCheck : ICheck
{
    public string Id => "gateway";

    public string Title => "Default gateway";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return patient.Snapshot.Gateway switch
        {
            null => Finding.Bad(
                "No network interface has a default gateway (IPv4).",
                "Check that the router is on. If this PC has a fixed address, enter the router's address as its default gateway."),
            { } gateway when !gateway.IsOnLink(gateway.Address) => Finding.Attention(
                $"{gateway.Address} is not on this PC's network {gateway.LocalAddress}/{gateway.PrefixLength}.",
                "Check the address and the subnet mask of this PC."),
            { } gateway => Finding.Good($"{gateway.Address} by {gateway.InterfaceName}."),
        };
    }
}
