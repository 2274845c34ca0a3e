using System.Runtime.CompilerServices;
using Porthole.Agent.Diagnosis;

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
            null when MissingGateway.For(patient.Snapshot.Wished) is var missing => Finding.Bad(missing.Evidence, [.. missing.Remedy]),
            { } gateway when !gateway.IsOnLink(gateway.Address) => Finding.Attention(
                $"{gateway.Address} is not on this PC's network {gateway.LocalAddress}/{gateway.PrefixLength}.",
                "Check the address and the subnet mask of this PC."),
            { } gateway => Finding.Good($"{gateway.Address} by {gateway.InterfaceName}."),
        };
    }
}
