using System.Collections.Immutable;
using System.Net;
using Porthole.PortMapping;

namespace Porthole.Agent.Diagnosis.Firewalls.Linux;

/// <summary>Judges Linux's rules for the relay's ports: what would become of a viewer's first packet.</summary>
internal static class LinuxFirewall
{
    /// <summary>A port that no rule names: the last that can be registered, and kept free (RFC 6335, 6).</summary>
    private static readonly ListenPort Nobodys = new(Transport.Tcp, 49151);

    /// <param name="tables">All that decide; each must let an arrival in.</param>
    /// <param name="ports">The relay's ports; none when they are not known.</param>
    /// <param name="card">The name of the network card that leads to the router; null when unknown.</param>
    /// <param name="local">This PC's address there; null when unknown.</param>
    public static FirewallView Judge(IReadOnlyCollection<RuleTable> tables, IReadOnlyCollection<ListenPort> ports, string? card, IPAddress? local)
    {
        if (ports.Count == 0) return JudgeUnknownPorts(tables, card, local);
        var views = ports.OrderBy(port => port.Number).Select(port => (Port: port, Fate: FateOf(tables, new Arrival(port, card, local)))).ToList();
        var blocked = views.Where(view => view.Fate.Droppers.Length > 0).ToList();
        if (blocked.Count > 0)
        {
            ImmutableArray<ListenPort> missing = [.. blocked.Select(view => view.Port)];
            return new FirewallView.Blocks(
                missing,
                $"The rules of this PC's firewall turn away connections from outside to {string.Join(", ", missing)}, where the relay listens (in {string.Join(" and ", blocked.SelectMany(view => view.Fate.Droppers).Distinct())}).",
                LinuxRemedy.For(tables, missing));
        }

        var unclear = views.Where(view => view.Fate.IsUnclear).Select(view => view.Port).ToList();
        return unclear.Count > 0
            ? new FirewallView.Unknown($"The firewall's rules let connections to {string.Join(", ", unclear)} in or not by things that only the firewall sees, such as who connects.")
            : new FirewallView.Open($"The firewall's rules let connections to {string.Join(", ", views.Select(view => view.Port))} in.");
    }

    private static FirewallView JudgeUnknownPorts(IReadOnlyCollection<RuleTable> tables, string? card, IPAddress? local) => FateOf(tables, new Arrival(Nobodys, card, local)) is { Droppers.IsEmpty: true, IsUnclear: false }
        ? new FirewallView.Open("The firewall's rules let connections in that no rule names.")
        : new FirewallView.Unknown("The firewall's rules do not let every connection in. Which ports the relay needs is known while the agent runs.");

    // One table that drops is enough.
    private static (ImmutableArray<string> Droppers, bool IsUnclear) FateOf(IReadOnlyCollection<RuleTable> tables, Arrival arrival)
    {
        var fates = tables.SelectMany(table => table.Bases.Select(chain => (Name: $"table {table.Name}, chain {chain.Name}", Fate: new RuleWalk(table, arrival).Of(chain)))).ToList();
        return ([.. fates.Where(entry => entry.Fate == RuleWalk.Fate.Dropped).Select(entry => entry.Name)], fates.Exists(entry => entry.Fate.HasFlag(RuleWalk.Fate.Dropped)));
    }
}
