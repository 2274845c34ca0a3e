using System.Runtime.Versioning;
using Porthole.Agent.Hosting.Windows;
using Porthole.PortMapping;

namespace Porthole.Agent.Diagnosis.Firewalls.Windows;

/// <summary>Judges Windows Firewall for the relay's ports.</summary>
internal static class WindowsFirewall
{
    /// <summary>For a look while the relay's ports are not known: the rule that the installer makes is for the whole program.</summary>
    private static readonly ListenPort AnyPort = new(Transport.Tcp, 49151);

    [SupportedOSPlatform("windows")]
    public static FirewallView Look(IReadOnlyCollection<ListenPort> ports, string program) => Judge(WindowsFirewallState.Read(), ports, program);

    /// <param name="state">What the registry says.</param>
    /// <param name="ports">The relay's ports; none when they are not known.</param>
    /// <param name="program">This program's path, by which rules name it.</param>
    public static FirewallView Judge(WindowsFirewallState state, IReadOnlyCollection<ListenPort> ports, string program)
    {
        var profiles = state.Profiles;
        if (profiles.IsEmpty || profiles.Contains(WindowsProfile.Unknown)) return new FirewallView.Unknown("The registry does not tell how Windows Firewall is set.");
        if (profiles.All(profile => profile == WindowsProfile.LetsIn)) return new FirewallView.Open("Windows Firewall is switched off, or lets in what no rule names.");
        if (profiles.All(profile => profile == WindowsProfile.TurnsAllAway))
        {
            return new FirewallView.Blocks(
                [],
                "Windows Firewall turns away all incoming connections, whatever its rules say.",
                ["In Windows Security, under Firewall & network protection, open your network and clear \"Blocks all incoming connections\"."]);
        }

        // Which kind of network this is was not asked: what the kinds do not agree on is not known.
        var wished = ports.Count > 0 ? ports : [AnyPort];
        var verdicts = wished.Select(port => (Port: port, In: LetsIn(state, port, program))).ToList();
        if (verdicts.TrueForAll(verdict => verdict.In.Answer == true) && !profiles.Contains(WindowsProfile.TurnsAllAway)) return new FirewallView.Open(verdicts[0].In.Evidence);
        if (verdicts.Find(verdict => verdict.In.Answer == false) is { In.Evidence: { } evidence } && !profiles.Contains(WindowsProfile.LetsIn)) return Blocks(state, ports, program, evidence);
        return new FirewallView.Unknown("Whether Windows Firewall lets connections to the relay in depends on the kind of network, or on rules for some networks or addresses only.");
    }

    private static FirewallView.Blocks Blocks(WindowsFirewallState state, IReadOnlyCollection<ListenPort> ports, string program, string evidence) => new(
        ports.Count == 0 ? [] : [.. ports.Where(port => LetsIn(state, port, program).Answer == false)],
        evidence,
        [
            .. state.Rules.Where(rule => !rule.Allows && rule.App is not null && rule.Concerns(program, ports.Count > 0 ? ports.First() : AnyPort) != false).Select(rule => $"Remove the rule \"{rule.Name}\" that blocks it: in Windows Firewall with Advanced Security, under Inbound Rules.").Distinct(),
            "As administrator: porthole service install, which makes the rule that lets it in.",
            $"Or: netsh advfirewall firewall add rule name=\"{FirewallRule.Name}\" dir=in action=allow enable=yes profile=any program=\"{program}\"",
        ]);

    // Null when it depends on more than is known. A rule that turns away wins.
    private static (bool? Answer, string Evidence) LetsIn(WindowsFirewallState state, ListenPort port, string program)
    {
        var concerned = state.Rules.Select(rule => (Rule: rule, Concerns: rule.Concerns(program, port))).Where(entry => entry.Concerns != false).ToList();
        if (concerned.Find(entry => !entry.Rule.Allows && entry.Concerns == true).Rule is { } against) return (false, $"The rule \"{against.Name}\" of Windows Firewall blocks {program}.");
        if (concerned.Exists(entry => !entry.Rule.Allows && entry.Rule.App is not null)) return (null, "");
        if (concerned.Find(entry => entry.Rule.Allows && entry.Concerns == true).Rule is { } allows) return (true, $"The rule \"{allows.Name}\" of Windows Firewall lets it in.");
        return concerned.Exists(entry => entry.Rule.Allows && (entry.Rule.App is not null || entry.Rule.Fields["LPort"].Any())) ? (null, "") : (false, $"No rule of Windows Firewall lets connections to {program} in.");
    }
}
