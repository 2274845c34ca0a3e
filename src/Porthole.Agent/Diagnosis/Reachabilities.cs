using System.Net;
using System.Net.Sockets;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Diagnosis;

/// <summary>Judges what the router's external address means for somebody outside.</summary>
internal static class Reachabilities
{
    /// <summary>Shared address space between a provider's carrier-grade NAT and its customers (RFC 6598).</summary>
    private static readonly IPNetwork CarrierNat = IPNetwork.Parse("100.64.0.0/10");

    /// <summary>Private address space (RFC 1918) and link-local addresses (RFC 3927): another router stands in front.</summary>
    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("169.254.0.0/16"),
    ];

    public static Reachability Of(StatusSnapshot snapshot) => snapshot switch
    {
        { Gateway: null, SearchEnded: true } => Reachability.Offline,
        { ExternalAddress.Address: { } address, Gateway: { } gateway } => Of(address, gateway),
        { ExternalAddress.Refusal.Reason: RefusalReason.ConnectionDown, SearchEnded: true } => Reachability.Offline,

        // A router that names no address for whatever reason, and refuses because the line is down by one protocol, may say by
        // another that it has no room (PCP's NO_RESOURCES): the line explains both.
        { ExternalAddress.Refusal: not null, SearchEnded: true } when IsRefusedForTheLine(snapshot) => Reachability.Offline,
        _ => Reachability.Unknown,
    };

    private static bool IsRefusedForTheLine(StatusSnapshot snapshot) =>
        snapshot.Forwards.Any(forward => forward.Held.Refusals.Any(attempt => attempt.Refusal.Reason == RefusalReason.ConnectionDown));

    private static Reachability Of(IPAddress address, DefaultGateway gateway)
    {
        if (address.AddressFamily != AddressFamily.InterNetwork) return Reachability.Unknown;
        if (CarrierNat.Contains(address)) return Reachability.CarrierNat;
        if (Array.Exists(Private, network => network.Contains(address))) return Reachability.DoubleNat;

        // A router on loopback is the simulated one of the demo, whose whole internet is loopback.
        return IPAddress.IsLoopback(address) && !IPAddress.IsLoopback(gateway.Address) ? Reachability.Unknown : Reachability.Public;
    }
}
