using System.ComponentModel;
using System.Diagnostics;
using Porthole.Agent.Hosting.Windows;

namespace Porthole.Agent.Diagnosis.Firewalls;

/// <summary>Asks this PC's firewall by the system's own tools: <c>netsh</c>, <c>nft</c>, else <c>iptables</c>.</summary>
internal static class HostFirewall
{
    /// <summary>The tools answer in a fraction of a second; a busy PC takes longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="ports">The relay's ports.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<FirewallView> LookAsync(IReadOnlyCollection<int> ports, TimeProvider time, CancellationToken cancellationToken) =>
        OperatingSystem.IsWindows() ? WindowsAsync(time, cancellationToken)
        : OperatingSystem.IsLinux() ? LinuxAsync(ports, time, cancellationToken)
        : Task.FromResult<FirewallView>(new FirewallView.Unknown("This system's firewall cannot be asked."));

    /// <summary>Judges Linux's rules for these ports.</summary>
    public static FirewallView Judge(string rules, IReadOnlyCollection<int> ports)
    {
        if (!LinuxRules.Drops(rules)) return new FirewallView.Open("The input policy lets connections in that no rule names.");
        if (ports.Count == 0) return new FirewallView.Unknown("The input policy drops what no rule names. Which ports the relay needs is known while the agent runs.");
        var missing = LinuxRules.Unnamed(rules, ports);
        return missing.IsEmpty
            ? new FirewallView.Open("The input policy drops what no rule names; a rule names each relay port.")
            : new FirewallView.Blocks(
                missing,
                $"The input policy drops what no rule names, and no rule names port {string.Join(", ", missing)} of the relay.",
                [
                    $"Let the relay's ports in, as root. With ufw: {string.Join("; ", missing.Select(port => $"ufw allow {port}"))}",
                    $"With firewalld: {string.Join("; ", missing.Select(port => $"firewall-cmd --permanent --add-port={port}/tcp"))}; firewall-cmd --reload",
                ]);
    }

    /// <summary>Judges what netsh says of the rule: whether it stands, and for this program.</summary>
    public static FirewallView Judge(int exitCode, string output, string program)
    {
        // The words around it are translated; the path is not.
        var isForAnother = output.Contains(".exe", StringComparison.OrdinalIgnoreCase) && !output.Contains(program, StringComparison.OrdinalIgnoreCase);
        if (exitCode == 0 && !isForAnother) return new FirewallView.Open($"The rule \"{FirewallRule.Name}\" stands.");
        return new FirewallView.Blocks(
            [],
            exitCode == 0
                ? $"The rule \"{FirewallRule.Name}\" in Windows Firewall is for another program than {program}: it may turn away connections to the relay."
                : $"There is no rule \"{FirewallRule.Name}\" in Windows Firewall: it may turn away connections to the relay.",
            [
                "As administrator: porthole service install, which makes the rule.",
                $"Or: netsh advfirewall firewall add rule name=\"{FirewallRule.Name}\" dir=in action=allow enable=yes profile=any program=\"{program}\"",
            ]);
    }

    private static async Task<FirewallView> WindowsAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var netsh = Path.Combine(Environment.SystemDirectory, "netsh.exe");
        return await RunAsync(netsh, $"advfirewall firewall show rule name=\"{FirewallRule.Name}\" verbose", time, cancellationToken) is { } asked
            ? Judge(asked.ExitCode, asked.Output, Environment.ProcessPath ?? "porthole.exe")
            : new FirewallView.Unknown("netsh cannot be run.");
    }

    private static async Task<FirewallView> LinuxAsync(IReadOnlyCollection<int> ports, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess) return new FirewallView.Unknown("Only root may read the firewall's rules. Run \"sudo porthole doctor\" to have them read.");
        foreach (var (program, arguments) in new[] { ("nft", "list ruleset"), ("iptables", "-S") })
        {
            if (await RunAsync(program, arguments, time, cancellationToken) is { ExitCode: 0, Output: var rules }) return Judge(rules, ports);
        }

        return new FirewallView.Unknown("Neither nft nor iptables is there to be asked.");
    }

    private static async Task<(int ExitCode, string Output)?> RunAsync(string program, string arguments, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true });
            if (process is null) return null;
            try
            {
                // Both are read, or a full pipe would hold the program up.
                var errors = process.StandardError.ReadToEndAsync(either.Token);
                var output = await process.StandardOutput.ReadToEndAsync(either.Token);
                await errors;
                await process.WaitForExitAsync(either.Token);
                return (process.ExitCode, output);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                cancellationToken.ThrowIfCancellationRequested();
                return null;
            }
        }
        catch (Win32Exception)
        {
            // Not installed.
            return null;
        }
    }
}
