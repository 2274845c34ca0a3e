using Porthole.Agent.Hosting.Services;

namespace Porthole.Agent.Hosting.Windows;

/// <summary>The rule by which Windows Firewall lets the relay's connections in: this program, inbound, every profile.</summary>
/// <remarks>
/// netsh is part of every Windows and changes the same rules as the firewall's COM interface. Every profile: the network of a
/// recording PC is often taken for a public one, and what may connect is for the relay's own lists to decide.
/// </remarks>
internal static class FirewallRule
{
    public const string Name = "Porthole relay";

    /// <summary>Null when the rule stands; else why not.</summary>
    public static string? Add(string program) => Netsh($"add rule name=\"{Name}\" dir=in action=allow enable=yes profile=any program=\"{program}\"");

    /// <summary>Null when the rule is gone; else why not, which includes that there was none.</summary>
    public static string? Remove() => Netsh($"delete rule name=\"{Name}\"");

    /// <summary>Netsh reads its command line by rules of its own, so the words go there as they are.</summary>
    private static string? Netsh(string words)
    {
        var (exitCode, output) = ToolProcess.Run(Path.Combine(Environment.SystemDirectory, "netsh.exe"), $"advfirewall firewall {words}");
        return exitCode == 0 ? null : $"netsh ended with {exitCode}: {output}";
    }
}
