using System.Collections.Immutable;

namespace Porthole.Agent.Diagnosis.Firewalls.Linux;

/// <summary>How the relay's ports are let in, in the words of whatever keeps the rules on this PC.</summary>
internal static class LinuxRemedy
{
    public static ImmutableArray<string> For(IReadOnlyCollection<RuleTable> tables, ImmutableArray<ListenPort> ports)
    {
        var chains = tables.SelectMany(table => table.Chains.Keys).ToList();
        if (chains.Exists(chain => chain.StartsWith("ufw", StringComparison.Ordinal))) return [$"Let them in, as root: {Ufw(ports)}"];
        if (tables.Any(table => table.Name.EndsWith(" firewalld", StringComparison.Ordinal)) || chains.Contains("INPUT_ZONES")) return [$"Let them in, as root: {Firewalld(ports)}"];
        return tables.FirstOrDefault(table => table.Name.StartsWith("inet ", StringComparison.Ordinal) || table.Name.StartsWith("ip ", StringComparison.Ordinal)) is { } table
            ? [$"Let them in, as root: {string.Join("; ", ports.Select(port => $"nft insert rule {table.Name} {table.Bases[0].Name} {port.Word} dport {port.Number} accept"))}", "Write the same into /etc/nftables.conf, or into whatever makes your rules, so that it lasts."]
            : [$"Let them in, as root: {string.Join("; ", ports.Select(port => $"iptables -I INPUT -p {port.Word} --dport {port.Number} -j ACCEPT"))}", "Have whatever makes your rules do the same, so that it lasts."];
    }

    private static string Ufw(ImmutableArray<ListenPort> ports) => string.Join("; ", ports.Select(port => $"ufw allow {port.Slashed}"));

    private static string Firewalld(ImmutableArray<ListenPort> ports) => $"{string.Join("; ", ports.Select(port => $"firewall-cmd --permanent --add-port={port.Slashed}"))}; firewall-cmd --reload";
}
