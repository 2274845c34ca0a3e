using System.Diagnostics;
using System.Text;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Release;

/// <summary>The programs published as they ship (<c>tests/publish.sh</c>), each at most once a run, and again only where sources changed.</summary>
internal static class ReleaseBuild
{
    /// <summary>Trimming and ahead-of-time compilation of the framework on two busy cores.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>One at a time: two at once would write the same files.</summary>
    private static readonly SemaphoreSlim Turn = new(1);

    private static readonly Lazy<Task<string>> WindowsTray = new(() => PublishAsync("Porthole.Tray", "win-x64"));
    private static readonly Lazy<Task<string>> WindowsAgent = new(UnpackWindowsAsync);
    private static readonly Lazy<Task<string>> LinuxAgent = new(UnpackLinuxAsync);

    /// <summary>The path of <c>porthole-tray.exe</c>.</summary>
    public static async Task<string> TrayAsync() => Path.Combine(await WindowsTray.Value, "porthole-tray.exe");

    /// <summary>The path of <c>porthole.exe</c>, with the tray in its folder, as a release unpacks.</summary>
    public static Task<string> WindowsAsync() => WindowsAgent.Value;

    /// <summary>The folder of the program for Linux, with its installer, as a release unpacks.</summary>
    public static Task<string> LinuxAsync() => LinuxAgent.Value;

    private static async Task<string> UnpackWindowsAsync()
    {
        var folder = await PublishAsync("Porthole.Agent", "win-x64");
        var tray = Directory.CreateDirectory(Path.Combine(folder, "tray")).FullName;
        foreach (var file in Directory.GetFiles(await WindowsTray.Value)) File.Copy(file, Path.Combine(tray, Path.GetFileName(file)), overwrite: true);
        return Path.Combine(folder, "porthole.exe");
    }

    private static async Task<string> UnpackLinuxAsync()
    {
        var folder = await PublishAsync("Porthole.Agent", "linux-x64");
        File.Copy(Path.Combine(AgentProgram.Checkout, "install.sh"), Path.Combine(folder, "install.sh"), overwrite: true);
        return folder;
    }

    private static async Task<string> PublishAsync(string project, string runtime)
    {
        // Folders of its own: a publish for another system beside a build for this machine would fight over the same files.
        var artifacts = Path.Combine(AppContext.BaseDirectory, "release");
        var output = Path.Combine(artifacts, "out", $"{project}-{runtime}");
        var start = new ProcessStartInfo("dotnet", [
            "publish", Path.Combine(AgentProgram.Checkout, "src", project), "--configuration", "Release", "-p:ForRelease=true",
            "--runtime", runtime, "--self-contained", "--artifacts-path", artifacts, "--output", output, "--nologo", "--verbosity", "quiet"]);
        await Turn.WaitAsync();
        try
        {
            var (exitCode, text, error) = await Tool.RunAsync(start, Patience);
            return exitCode == 0 ? output : throw new LabException($"The {runtime} release of {project} cannot be built:\n{Encoding.UTF8.GetString(text)}{error}");
        }
        finally
        {
            Turn.Release();
        }
    }
}
