using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Diagnosis;

/// <summary>The port forwarding rule that an owner can enter into the router by hand, with the exact values to type.</summary>
internal static class ManualRule
{
    public static string For(ForwardSnapshot forward, StatusSnapshot snapshot)
    {
        var transport = forward.Wish.Transport == Transport.Tcp ? "TCP" : "UDP";
        var target = forward.Held.Relay is { } relay
            ? $"{relay.LocalEndPoint} (this PC, whose relay leads to the device)"
            : $"{ForwardAddresses.Internal(forward, snapshot)} (the device)";
        return $"{transport}, external port {forward.Wish.ExternalPort} to {target}, for {forward.Wish.Device} {forward.Wish.Name}";
    }

    /// <summary>The remedy's lines: one for a single rule, else a heading and one for each.</summary>
    public static IEnumerable<string> Advice(IReadOnlyCollection<ForwardSnapshot> forwards, StatusSnapshot snapshot) => forwards.Count switch
    {
        0 => [],
        1 => [$"Or add this one rule by hand, in the router's menu for port forwarding (also called virtual server): {For(forwards.First(), snapshot)}."],
        _ =>
        [
            "Or add these rules by hand, in the router's menu for port forwarding (also called virtual server):",
            .. forwards.Select(forward => $"  {For(forward, snapshot)}"),
        ],
    };

    /// <summary>What still works: the relay's addresses on the LAN.</summary>
    public static string Meanwhile(IReadOnlyCollection<ForwardSnapshot> forwards)
    {
        var relayed = forwards.Where(forward => forward.Held.Relay is not null).Select(forward => $"{forward.Wish.Device} {forward.Wish.Name} at {forward.Held.Relay!.LocalEndPoint}").ToList();
        return relayed.Count == 0 ? "" : $"On the LAN and over a VPN the relay on this PC can be reached: {string.Join(", ", relayed)}.";
    }
}
