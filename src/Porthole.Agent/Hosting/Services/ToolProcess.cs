using System.Diagnostics;

namespace Porthole.Agent.Hosting.Services;

/// <summary>Runs a program of the operating system to its end.</summary>
internal static class ToolProcess
{
    /// <summary>Yields the exit code, or -1 when the program cannot be started, and what it said on one line.</summary>
    public static (int ExitCode, string Output) Run(string program, string arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            var said = output + error.GetAwaiter().GetResult();
            process.WaitForExit();
            return (process.ExitCode, said.Trim());
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return (-1, exception.Message);
        }
    }
}
