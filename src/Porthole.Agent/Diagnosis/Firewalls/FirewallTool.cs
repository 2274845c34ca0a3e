using System.ComponentModel;
using System.Diagnostics;

namespace Porthole.Agent.Diagnosis.Firewalls;

/// <summary>Runs a firewall's own tool.</summary>
internal static class FirewallTool
{
    /// <summary>The tools answer in a fraction of a second; a busy PC takes longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What it printed; null when it is not there, failed, or took too long.</summary>
    public static async Task<string?> RunAsync(string program, string arguments, TimeProvider time, CancellationToken cancellationToken)
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
                return process.ExitCode == 0 ? output : null;
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
