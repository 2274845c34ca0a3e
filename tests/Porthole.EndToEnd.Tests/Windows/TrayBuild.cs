using System.Diagnostics;
using System.Text;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Windows;

/// <summary>The Windows build of the tray, published as it ships.</summary>
internal static class TrayBuild
{
    /// <summary>Ahead-of-time compilation of the framework on two busy cores.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly Lazy<Task<string>> Build = new(PublishAsync);

    /// <summary>The path of <c>porthole-tray.exe</c>; built at most once a run, and again only where sources changed.</summary>
    public static Task<string> PathAsync() => Build.Value;

    private static async Task<string> PublishAsync()
    {
        // Folders of its own: a publish for Windows beside a build for this machine would fight over the same files.
        var artifacts = Path.Combine(AppContext.BaseDirectory, "windows");
        var output = Path.Combine(artifacts, "tray");
        var start = new ProcessStartInfo("dotnet", [
            "publish", Path.Combine(AgentProgram.Checkout, "src", "Porthole.Tray"), "--configuration", "Release",
            "--runtime", "win-x64", "--self-contained", "--artifacts-path", artifacts, "--output", output, "--nologo", "--verbosity", "quiet"]);
        var (exitCode, text, error) = await Tool.RunAsync(start, Patience);
        return exitCode == 0
            ? Path.Combine(output, "porthole-tray.exe")
            : throw new LabException($"The Windows build of the tray failed:\n{Encoding.UTF8.GetString(text)}{error}");
    }
}
