using System.Diagnostics;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Release;

/// <summary>Runs programs of this machine to their end.</summary>
internal static class Tool
{
    /// <summary>Nothing that works takes longer, except a build, which says so.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs a program; its standard output is returned as bytes, because a picture is one.</summary>
    public static async Task<(int ExitCode, byte[] Output, string Error)> RunAsync(ProcessStartInfo start, TimeSpan? patience = null)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        using var process = Process.Start(start) ?? throw new LabException($"{start.FileName} did not start");
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(patience ?? Patience);
        try
        {
            using var output = new MemoryStream();
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardOutput.BaseStream.CopyToAsync(output, limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output.ToArray(), await error);
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new LabException($"`{start.FileName} {string.Join(' ', start.ArgumentList)}` took too long", exception);
        }
    }
}
