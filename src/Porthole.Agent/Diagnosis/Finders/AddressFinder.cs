using System.Collections.Immutable;
using Porthole.Agent.Status;

namespace Porthole.Agent.Diagnosis.Finders;

/// <summary>PH208, PH209 and PH210: what the router's external address means.</summary>
internal static class AddressFinder
{
    public static IEnumerable<Problem> Find(StatusSnapshot snapshot)
    {
        if (snapshot.Gateway is null) return [];
        var address = snapshot.ExternalAddress.Address;
        return Reachabilities.Of(snapshot) switch
        {
            Reachability.Offline => [Down(snapshot)],
            Reachability.DoubleNat => [DoubleNat(snapshot, $"The router's external address is {address}, which is a private one.")],
            Reachability.CarrierNat => [CarrierNat(snapshot, $"The router's external address is {address}, of the range 100.64.0.0/10.")],
            _ => [],
        };
    }

    private static Problem Down(StatusSnapshot snapshot) => new()
    {
        Code = "PH208",
        Severity = ProblemSeverity.Error,
        Title = "The router's internet connection is down",
        Evidence = snapshot.ExternalAddress.Refusal?.Evidence ?? "",
        Cause = "The router has no external address at the moment.",
        Remedy = ["Check the line and the modem, and the provider's notices. Porthole goes on by itself when the connection is back."],
        Forwards = All(snapshot),
    };

    private static Problem DoubleNat(StatusSnapshot snapshot, string evidence) => new()
    {
        Code = "PH209",
        Severity = ProblemSeverity.Warning,
        Title = "A second router stands in front of yours",
        Evidence = evidence,
        Cause = "The provider's box is a router too (double NAT): what your router opens, that box does not.",
        Remedy =
        [
            "Set the provider's box to bridge mode; or",
            "enter your router as its DMZ or \"exposed\" host; or",
            "forward the same external ports in the provider's box to your router.",
        ],
        Forwards = All(snapshot),
    };

    private static Problem CarrierNat(StatusSnapshot snapshot, string evidence) => new()
    {
        Code = "PH210",
        Severity = ProblemSeverity.Warning,
        Title = "The provider shares one public address among many customers",
        Evidence = evidence,
        Cause = "Carrier-grade NAT: no setting of your router can let anybody in from outside.",
        Remedy =
        [
            "Ask the provider for a public IPv4 address (many give one on request or for a small fee); or",
            "reach this PC over a VPN: the relay's addresses work there too.",
        ],
        Forwards = All(snapshot),
    };

    private static ImmutableArray<string> All(StatusSnapshot snapshot) => [.. snapshot.Forwards.Select(forward => forward.Wish.Id)];
}
