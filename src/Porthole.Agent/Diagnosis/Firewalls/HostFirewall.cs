using System.Net;
using System.Runtime.Versioning;
using Porthole.Agent.Diagnosis.Firewalls.Linux;
using Porthole.Agent.Diagnosis.Firewalls.Windows;

namespace Porthole.Agent.Diagnosis.Firewalls;

/// <summary>Looks at this PC's own firewall: the rules of nft and iptables, or what Windows Firewall keeps in the registry.</summary>
internal static class HostFirewall
{
    /// <summary>Said where the agent is not root, as under systemd.</summary>
    public const string OnlyRoot = "Only root may read the firewall's rules. Run \"sudo porthole doctor\" to have them read.";

    /// <param name="ports">The relay's ports; none when they are not known.</param>
    /// <param name="card">The network card that leads to the router, by which viewers come in; null when unknown.</param>
    /// <param name="local">This PC's address on it; null when unknown.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<FirewallView> LookAsync(IReadOnlyCollection<ListenPort> ports, string? card, IPAddress? local, TimeProvider time, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows()) return WindowsFirewall.Look(ports, Environment.ProcessPath ?? "porthole.exe");
        return OperatingSystem.IsLinux() ? await LinuxAsync(ports, card, local, time, cancellationToken) : new FirewallView.Unknown("This system's firewall cannot be asked.");
    }

    [SupportedOSPlatform("linux")]
    private static async Task<FirewallView> LinuxAsync(IReadOnlyCollection<ListenPort> ports, string? card, IPAddress? local, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess) return new FirewallView.Unknown(OnlyRoot);
        var nft = await FirewallTool.RunAsync("nft", "-j list ruleset", time, cancellationToken) is { } json ? NftRuleset.Read(json) : null;

        // nft prints rules that iptables made as far as it understands them; asked itself, iptables prints them whole.
        var iptables = nft is not { } tables || tables.Any(table => table.IsOpaque)
            ? await FirewallTool.RunAsync("iptables", "-S", time, cancellationToken) is { } text ? IptablesRules.Read(text) : null
            : null;
        if (nft is null && iptables is null) return new FirewallView.Unknown("Neither nft nor iptables is there to be asked.");
        var own = (nft ?? []).Where(table => !table.IsOpaque);
        if (iptables is not null) own = own.Append(iptables);
        else if (nft!.Value.Any(table => table.IsOpaque)) return new FirewallView.Unknown("The firewall has rules made by iptables, which is not there to be asked about them.");
        return LinuxFirewall.Judge([.. own], ports, card, local);
    }
}
