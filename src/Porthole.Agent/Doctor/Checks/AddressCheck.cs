using System.Net;
using System.Runtime.CompilerServices;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>Whether this PC has an address that the router gave it.</summary>
internal sealed class AddressCheck : ICheck
{
    /// <summary>Addresses that a PC gives itself when no router answers (RFC 3927).</summary>
    private static readonly IPNetwork LinkLocal = IPNetwork.Parse("169.254.0.0/16");

    public string Id => "address";

    public string Title => "This PC's address";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return patient.Snapshot.Gateway switch
        {
            null => Finding.Skipped("There is no router, so no address counts."),
            { } gateway when LinkLocal.Contains(gateway.LocalAddress) => Finding.Bad(
                $"{gateway.LocalAddress} is an address that this PC gave itself: no DHCP server answered.",
                "Restart the router, then unplug and plug the network cable."),
            { } gateway => Finding.Good($"{gateway.LocalAddress}/{gateway.PrefixLength} on {gateway.InterfaceName}."),
        };
    }
}
