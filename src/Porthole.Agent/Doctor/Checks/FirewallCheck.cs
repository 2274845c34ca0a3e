using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Porthole.Agent.Hosting.Windows;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>PH502: whether this PC's firewall lets the relay's connections in. On Linux as far as nft or iptables tell.</summary>
internal sealed class FirewallCheck : ICheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public string Id => "firewall";

    public string Title => "This PC's firewall";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ports = patient.Snapshot.Forwards.Where(forward => forward.Held.Relay is not null).Select(forward => forward.Held.Relay!.LocalEndPoint.Port).Distinct().ToList();
        if (patient.WithAgent && ports.Count == 0) yield return Finding.Skipped("No forward needs the relay, so no port of this PC need be open.");
        else if (OperatingSystem.IsWindows()) yield return await WindowsAsync(patient, cancellationToken);
        else if (OperatingSystem.IsLinux()) yield return await LinuxAsync(ports, patient, cancellationToken);
        else yield return Finding.Skipped("This system's firewall cannot be asked.");
    }

    private static async Task<Finding> WindowsAsync(Patient patient, CancellationToken cancellationToken)
    {
        var netsh = Path.Combine(Environment.SystemDirectory, "netsh.exe");
        if (await RunAsync(netsh, $"advfirewall firewall show rule name=\"{FirewallRule.Name}\"", patient, cancellationToken) is not { } asked) return Finding.Skipped("netsh cannot be run.");
        return asked.ExitCode == 0
            ? Finding.Good($"The rule \"{FirewallRule.Name}\" stands.")
            : Finding.Bad(
                $"There is no rule \"{FirewallRule.Name}\" in Windows Firewall (PH502): it may turn away connections to the relay.",
                "As administrator: porthole service install, which makes the rule.",
                $"Or: netsh advfirewall firewall add rule name=\"{FirewallRule.Name}\" dir=in action=allow enable=yes profile=any program=\"{Environment.ProcessPath}\"");
    }

    private static async Task<Finding> LinuxAsync(List<int> ports, Patient patient, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess) return Finding.Skipped("Only root may read the firewall's rules. Run this with sudo to have them read.");
        var rules = await RunAsync("nft", "list ruleset", patient, cancellationToken);
        if (rules is { ExitCode: 0, Output: var nft }) return Judge(nft, DropsByNft(nft), ports);
        rules = await RunAsync("iptables", "-S INPUT", patient, cancellationToken);
        if (rules is { ExitCode: 0, Output: var legacy }) return Judge(legacy, legacy.Contains("-P INPUT DROP", StringComparison.Ordinal), ports);
        return Finding.Skipped("Neither nft nor iptables is there to be asked.");
    }

    /// <summary>Whether connections that no rule lets in are dropped: the policy of a chain at the input hook, as <c>nft list ruleset</c> prints it.</summary>
    public static bool DropsByNft(string rules) =>
        rules.Split('\n').Any(line => line.Contains("hook input", StringComparison.Ordinal) && line.Contains("policy drop", StringComparison.Ordinal));

    /// <summary>Judges by words, not by following the rules: a port that is named nowhere under a dropping policy is worth a look.</summary>
    public static Finding Judge(string rules, bool drops, IReadOnlyList<int> ports)
    {
        if (!drops) return Finding.Good("The input policy lets connections in that no rule names.");
        if (ports.Count == 0) return Finding.Skipped("The input policy drops what no rule names. Which ports the relay needs is known while the agent runs.");
        var missing = ports.Where(port => !rules.Contains($"{port}", StringComparison.Ordinal)).ToList();
        return missing.Count == 0
            ? Finding.Good("The input policy drops what no rule names; a rule names each relay port.")
            : Finding.Attention(
                $"The input policy drops what no rule names, and no rule names port {string.Join(", ", missing)} of the relay (PH502).",
                $"Let it in, for instance with: ufw allow {missing[0]}/tcp");
    }

    private static async Task<(int ExitCode, string Output)?> RunAsync(string program, string arguments, Patient patient, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, patient.Time);
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
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                process.Kill();
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
