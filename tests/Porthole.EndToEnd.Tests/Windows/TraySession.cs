using System.Diagnostics;
using Porthole.EndToEnd.Tests.Release;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Windows;

/// <summary>The tray on a desktop, with a state folder and an agent of its own.</summary>
internal sealed class TraySession : IAsyncDisposable
{
    /// <summary>The only icon stands at the right end of the taskbar.</summary>
    public static readonly Rectangle Icon = new(WineDesktop.Width - 28, WineDesktop.Height - 28, 28, 28);

    private const string Program = "porthole-tray";

    private readonly WineDesktop _desktop;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("porthole-tray-");
    private readonly string _path;

    private TraySession(WineDesktop desktop, string path, FakeAgent agent)
    {
        _desktop = desktop;
        _path = path;
        Agent = agent;
        File.WriteAllText(Path.Combine(_folder.FullName, "agent.json"), $$"""{"url":"{{agent.Url}}","processId":1}""");
        File.WriteAllText(Path.Combine(_folder.FullName, "token"), "secret");
        Process = StartAnother();
    }

    public FakeAgent Agent { get; }

    public Process Process { get; }

    public static async Task<TraySession> StartAsync(WineDesktop desktop, string status) =>
        new(desktop, await ReleaseBuild.TrayAsync(), new FakeAgent(status));

    /// <summary>Starts the program once more, as somebody does who did not see the icon.</summary>
    public Process StartAnother() => _desktop.StartProgram(_path, "--data", WineDesktop.WindowsPath(_folder.FullName));

    /// <summary>Waits until the icon shows some pixels of a colour.</summary>
    public Task UntilIconShowsAsync(string what, int colour) => UntilIconAsync(what, screen => screen.Count(Icon, colour) > 5);

    public Task UntilIconAsync(string what, Func<Screen, bool> holds) =>
        Wait.UntilAsync(what, async () => holds(await _desktop.CaptureAsync()), Evidence);

    /// <summary>Opens the menu by a right click and yields its window.</summary>
    public async Task<(string Id, Rectangle Area)> OpenMenuAsync()
    {
        await Wait.UntilAsync("the menu before to be gone", async () => (await _desktop.WindowsAsync(Program)).Count == 0, Evidence);

        // Away at once, so that the tooltip does not come up over the menu.
        await _desktop.DoAsync("mousemove", $"{Icon.X + 14}", $"{Icon.Y + 14}", "click", "3", "mousemove", "200", "200");
        await Wait.UntilAsync("the menu", async () => (await _desktop.WindowsAsync(Program)).Count == 1, Evidence);
        var menu = (await _desktop.WindowsAsync(Program))[0];

        // Wine without a window manager gives the keyboard to whoever asks.
        await _desktop.DoAsync("windowfocus", "--sync", menu.Id);
        return menu;
    }

    public async ValueTask DisposeAsync()
    {
        Agent.Dispose();
        if (!Process.HasExited)
        {
            Process.Kill();
            await Process.WaitForExitAsync();
        }

        Process.Dispose();
        _folder.Delete(recursive: true);
    }

    private Task<string> Evidence() =>
        Task.FromResult($"The tray {(Process.HasExited ? $"ended with {Process.ExitCode}" : "runs")}. The agent was asked:\n{string.Join('\n', Agent.Requests)}");
}
