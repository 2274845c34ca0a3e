using Porthole.Agent.Diagnosis.Routers;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Diagnosis;

/// <summary>The port forwarding rule that an owner can enter into the router by hand, with the exact values to type.</summary>
internal static class ManualRule
{
    /// <summary>The values in the order in which most routers ask for them.</summary>
    public static string For(ForwardSnapshot forward, StatusSnapshot snapshot)
    {
        var transport = forward.Wish.Transport == Transport.Tcp ? "TCP" : "UDP";
        var (address, port, whose) = forward.Held.Relay is { LocalEndPoint: var relay }
            ? (relay.Address.ToString(), relay.Port, "this PC, whose relay leads to the device")
            : (ForwardAddresses.InternalHost(forward, snapshot), forward.Wish.InternalPort, "the device");
        return $"protocol {transport}, external port {forward.Wish.ExternalPort}, internal address {address} ({whose}), internal port {port}, for {forward.Wish.Device} {forward.Wish.Name}";
    }

    /// <summary>The remedy's lines: one for a single rule, else a heading and one for each; nothing on a router that takes none.</summary>
    /// <param name="forwards">What is to be opened.</param>
    /// <param name="snapshot">How things stand.</param>
    /// <param name="begin">How the sentence begins: mostly another remedy stands before it.</param>
    public static IEnumerable<string> Advice(IReadOnlyCollection<ForwardSnapshot> forwards, StatusSnapshot snapshot, string begin = "Or add")
    {
        var menu = RouterAdvice.MenuOf(snapshot);
        var where = RouterAdvice.RuleMenu(menu);
        IEnumerable<string> rules = forwards.Count switch
        {
            0 => [],
            1 => [$"{begin} this one rule by hand, {where}: {For(forwards.First(), snapshot)}."],
            _ => [$"{begin} these rules by hand, {where}:", .. forwards.Select(forward => $"  {For(forward, snapshot)}")],
        };
        return forwards.Count == 0 ? [] : [.. rules, .. RouterAdvice.Notes(menu)];
    }

    /// <summary>What still works: the relay's addresses on the LAN.</summary>
    public static string Meanwhile(IReadOnlyCollection<ForwardSnapshot> forwards)
    {
        var relayed = forwards.Where(forward => forward.Held.Relay is not null).Select(forward => $"{forward.Wish.Device} {forward.Wish.Name} at {forward.Held.Relay!.LocalEndPoint}").ToList();
        return relayed.Count == 0 ? "" : $"On the LAN and over a VPN the relay on this PC can be reached: {string.Join(", ", relayed)}.";
    }
}
