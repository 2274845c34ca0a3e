using System.Diagnostics;
using System.Globalization;
using System.Text;
using Porthole.EndToEnd.Tests.Release;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Windows;

/// <summary>
/// A Windows desktop with a taskbar, made by Wine on a screen in memory. Wine's drive C, its server and the screen
/// belong to this object alone and go with it.
/// </summary>
internal sealed class WineDesktop : IAsyncDisposable
{
    public const int Width = 1024;
    public const int Height = 600;

    // A desktop of this name has a taskbar.
    private const string Name = "shell";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("porthole-wine-");
    private Process? _server;
    private string _display = "";

    /// <summary>The address that a program opened in the browser last; null before.</summary>
    public string? Opened => File.Exists(OpenedFile) ? File.ReadAllText(OpenedFile).Trim() : null;

    private string OpenedFile => Path.Combine(_folder.FullName, "opened");

    private string Prefix => Path.Combine(_folder.FullName, "prefix");

    public async Task StartAsync()
    {
        _server = Process.Start(new ProcessStartInfo("Xvfb", ["-displayfd", "1", "-screen", "0", $"{Width}x{Height}x24", "-nolisten", "tcp"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        }) ?? throw new LabException("Xvfb did not start");
        _server.BeginErrorReadLine();
        _display = $":{await _server.StandardOutput.ReadLineAsync()}";

        (await WineAsync("wineboot", "--init")).ShouldBe(0);
        (await WineAsync("regedit", "/S", WindowsPath(await WriteSettingsAsync()))).ShouldBe(0);

        // The first program that wants a window starts the desktop, waits ten seconds for it, and then gets none: too short when all is busy.
        StartProgram("explorer", $"/desktop={Name},{Width}x{Height}").Dispose();
        await Wait.UntilAsync(
            "the desktop",
            async () => (await WindowsAsync("explorer.exe")).Any(window => window.Area is { Width: Width, Height: Height }),
            async () => $"Explorer's windows: {string.Join(", ", await WindowsAsync("explorer.exe"))}");
    }

    /// <summary>A path of this machine as programs under Wine see it.</summary>
    public static string WindowsPath(string path) => "Z:" + path.Replace('/', '\\');

    /// <summary>Starts a Windows program on the desktop.</summary>
    public Process StartProgram(string program, params string[] arguments)
    {
        var process = Process.Start(Command(WineRequirements.Wine, [program, .. arguments])) ?? throw new LabException($"{program} did not start");
        return process;
    }

    /// <summary>Takes a picture of the whole screen.</summary>
    public async Task<Screen> CaptureAsync() => new(Width, Height, await RunAsync("import", "-window", "root", "-depth", "8", "rgb:-"));

    /// <summary>Writes a part of the screen to a PNG file.</summary>
    public Task SaveAsync(Rectangle area, string file) =>
        RunAsync("import", "-window", "root", "-crop", $"{area.Width}x{area.Height}+{area.X}+{area.Y}", "+repage", file);

    /// <summary>Moves, clicks and types: xdotool's words.</summary>
    public Task DoAsync(params string[] words) => RunAsync("xdotool", words);

    /// <summary>The visible windows of a program, and where they are.</summary>
    public async Task<IReadOnlyList<(string Id, Rectangle Area)>> WindowsAsync(string program)
    {
        var windows = new List<(string, Rectangle)>();
        var (_, output, _) = await Tool.RunAsync(Command("xdotool", ["search", "--onlyvisible", "--class", program]));
        foreach (var id in Encoding.ASCII.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // A window may be gone before its place is asked for.
            // (xdotool's own answer counts the place of a window within another one twice.)
            var (exitCode, place, _) = await Tool.RunAsync(Command("xwininfo", ["-id", id]));
            if (exitCode == 0) windows.Add((id, Area(Encoding.ASCII.GetString(place))));
        }

        return windows;
    }

    /// <summary>The text on the clipboard; empty when there is none.</summary>
    public async Task<string> ClipboardAsync()
    {
        var (exitCode, output, _) = await Tool.RunAsync(Command("xclip", ["-out", "-selection", "clipboard", "-target", "UTF8_STRING"]));
        return exitCode == 0 ? Encoding.UTF8.GetString(output) : "";
    }

    public async ValueTask DisposeAsync()
    {
        if (_display.Length > 0)
        {
            // Ends every program of this prefix, and waits for it.
            await Tool.RunAsync(Command(WineRequirements.WineServer, ["--kill"]));
            await Tool.RunAsync(Command(WineRequirements.WineServer, ["--wait"]));
        }

        if (_server is not null)
        {
            _server.Kill();
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>The taskbar is light, and the browser is a script that notes what it is asked to open.</summary>
    private async Task<string> WriteSettingsAsync()
    {
        var browser = Path.Combine(_folder.FullName, "browser");
        await File.WriteAllTextAsync(browser, $"#!/bin/sh\nprintf '%s\\n' \"$1\" >'{OpenedFile}.new' && mv '{OpenedFile}.new' '{OpenedFile}'\n");
        await RunAsync("chmod", "+x", browser);

        var settings = Path.Combine(_folder.FullName, "settings.reg");
        await File.WriteAllTextAsync(settings, $"""
            REGEDIT4

            [HKEY_CURRENT_USER\Software\Wine\Explorer]
            "Desktop"="{Name}"

            [HKEY_CURRENT_USER\Software\Wine\Explorer\Desktops]
            "{Name}"="{Width}x{Height}"

            [HKEY_CURRENT_USER\Software\Wine\WineBrowser]
            "Browsers"="{browser}"

            [HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize]
            "SystemUsesLightTheme"=dword:00000001

            [HKEY_CURRENT_USER\Control Panel\Desktop]
            "LogPixels"=dword:00000090
            "FontSmoothing"="2"
            "FontSmoothingType"=dword:00000001

            """);
        return settings;
    }

    private static Rectangle Area(string description)
    {
        return new Rectangle(Number("Absolute upper-left X"), Number("Absolute upper-left Y"), Number("Width"), Number("Height"));

        int Number(string name) => int.Parse(
            description.Split('\n').Select(line => line.Split(':')).First(parts => parts[0].Trim() == name)[1], CultureInfo.InvariantCulture);
    }

    private async Task<int> WineAsync(params string[] arguments) => (await Tool.RunAsync(Command(WineRequirements.Wine, arguments))).ExitCode;

    private async Task<byte[]> RunAsync(string program, params string[] arguments)
    {
        var (exitCode, output, error) = await Tool.RunAsync(Command(program, arguments));
        return exitCode == 0 ? output : throw new LabException($"`{program} {string.Join(' ', arguments)}` ended with {exitCode}.\n{error}");
    }

    private ProcessStartInfo Command(string program, string[] arguments) => new(program, arguments)
    {
        Environment =
        {
            ["DISPLAY"] = _display,
            ["WINEPREFIX"] = Prefix,
            ["WINEDEBUG"] = "-all",

            // Neither Mono nor a browser engine is wanted, and nobody is there to be asked about them.
            ["WINEDLLOVERRIDES"] = "mscoree=;mshtml=",
        },
    };
}
