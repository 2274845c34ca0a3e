using Porthole.EndToEnd.Tests.Release;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Windows;

/// <summary>
/// The Windows build of the tray, run by Wine as its user would run it.
/// With <c>PORTHOLE_PICTURES</c> set to a folder, the picture of the menu for the README is written there.
/// </summary>
public sealed class TrayTests : IAsyncLifetime
{
    // What the icon and the menu are drawn with (Porthole.Tray, Drawing): a light taskbar, as the registry here says.
    private const int Sea = 0x0b7fab;
    private const int Red = 0xd13438;
    private const int OpenTile = 0x0f893e;

    private static readonly string[] Assemblies =
    [
        "System.Private.CoreLib.dll", "System.Text.Json.dll", "System.Memory.dll",
        "System.Net.Primitives.dll", "System.Net.Sockets.dll", "System.Diagnostics.DiagnosticSource.dll",
    ];

    private readonly WineDesktop _desktop = new();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(WineRequirements.Missing is not null, WineRequirements.Missing ?? "");
        await Task.WhenAll(_desktop.StartAsync(), ReleaseBuild.TrayAsync());
    }

    [Fact]
    public async Task Tray_FromStartToQuit_DoesWhatItsUserAsks()
    {
        await using var tray = await TraySession.StartAsync(_desktop, SampleStatus.AllOpen);
        await tray.UntilIconShowsAsync("the icon of an agent that is well", Sea);

        FreshStart_LoadsFewAssemblies(tray);
        await ForwardChosen_CopiesItsAddressAsync(tray);
        await PauseByKeyboard_AsksTheAgentAsync(tray);
        await Click_OpensTheDashboardAsync(tray);
        await Doctor_OpensItsPartOfTheDashboardAsync(tray);
        await SecondStart_HandsOverAsync(tray);
        await AgentChanges_IconChangesAsync(tray);
        await Quit_EndsTheProgramAsync(tray);
    }

    public async ValueTask DisposeAsync() => await _desktop.DisposeAsync();

    /// <summary>What is not loaded takes no memory. The program sits there all day: a further assembly has to be worth it (docs/benchmarks.md).</summary>
    private static void FreshStart_LoadsFewAssemblies(TraySession tray)
    {
        var loaded = File.ReadLines($"/proc/{tray.Process.Id}/maps").Select(Path.GetFileName).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"The tray: {ProcessFigures.Of(tray.Process.Id)}");

        loaded.Where(file => file.StartsWith("System.", StringComparison.Ordinal)).ShouldBeSubsetOf(Assemblies);
        loaded.ShouldContain("System.Private.CoreLib.dll");
        loaded.ShouldNotContain("bcrypt.dll", "under Wine it brings GnuTLS with it");
    }

    private async Task ForwardChosen_CopiesItsAddressAsync(TraySession tray)
    {
        var menu = await tray.OpenMenuAsync();
        await SavePictureAsync(menu.Area);

        // The first line with the sign for open.
        var screen = await _desktop.CaptureAsync();
        var (x, y) = screen.Find(menu.Area, OpenTile).ShouldNotBeNull("no forward is shown as open");
        await _desktop.DoAsync("mousemove", $"{x + 40}", $"{y + 5}", "click", "1");

        await Wait.UntilAsync("the address on the clipboard", async () => await _desktop.ClipboardAsync() == SampleStatus.RtspUrl, _desktop.ClipboardAsync);
    }

    private async Task PauseByKeyboard_AsksTheAgentAsync(TraySession tray)
    {
        await tray.OpenMenuAsync();
        await _desktop.DoAsync("key", "a", "key", "Return");

        await Wait.UntilAsync(
            "the agent to be asked to pause a camera",
            () => Task.FromResult(tray.Agent.Requests.Any(request => request.StartsWith("POST /api/devices/front-door/pause ", StringComparison.Ordinal))),
            () => Task.FromResult(string.Join('\n', tray.Agent.Requests)));
        tray.Agent.Requests.Last().ShouldContain("Authorization: Bearer secret");
    }

    private async Task Click_OpensTheDashboardAsync(TraySession tray)
    {
        await _desktop.DoAsync("mousemove", $"{TraySession.Icon.X + 14}", $"{TraySession.Icon.Y + 14}", "click", "1");

        await UntilOpenedAsync($"{tray.Agent.Url}#code={FakeAgent.Code}");
    }

    private async Task Doctor_OpensItsPartOfTheDashboardAsync(TraySession tray)
    {
        await tray.OpenMenuAsync();
        await _desktop.DoAsync("key", "r");

        await UntilOpenedAsync($"{tray.Agent.Url}#doctor&code={FakeAgent.Code}");
    }

    private async Task SecondStart_HandsOverAsync(TraySession tray)
    {
        using var another = tray.StartAnother();
        await another.WaitForExitAsync().WaitAsync(Wait.Bound);

        another.ExitCode.ShouldBe(0);
        tray.Process.HasExited.ShouldBeFalse();
        await UntilOpenedAsync($"{tray.Agent.Url}#code={FakeAgent.Code}");
    }

    private static async Task AgentChanges_IconChangesAsync(TraySession tray)
    {
        tray.Agent.Publish(SampleStatus.OneRefused);
        await tray.UntilIconShowsAsync("the icon of a refused forward", Red);

        tray.Agent.Dispose();
        await tray.UntilIconAsync("the icon of an agent that is away", screen => screen.Count(TraySession.Icon, Red) == 0 && screen.Count(TraySession.Icon, Sea) == 0);

        using var restarted = new FakeAgent(SampleStatus.AllOpen, tray.Agent.Port);
        await tray.UntilIconShowsAsync("the icon of the agent that is back", Sea);
    }

    private async Task Quit_EndsTheProgramAsync(TraySession tray)
    {
        await tray.OpenMenuAsync();
        await _desktop.DoAsync("key", "q");

        await tray.Process.WaitForExitAsync().WaitAsync(Wait.Bound);
        tray.Process.ExitCode.ShouldBe(0);
    }

    private Task UntilOpenedAsync(string address) =>
        Wait.UntilAsync($"the browser to open {address}", () => Task.FromResult(_desktop.Opened == address), () => Task.FromResult(_desktop.Opened ?? "nothing"));

    private async Task SavePictureAsync(Rectangle menu)
    {
        var folder = Environment.GetEnvironmentVariable("PORTHOLE_PICTURES") ?? AppContext.BaseDirectory;
        const int Margin = 12;
        var area = new Rectangle(menu.X - Margin, menu.Y - Margin, WineDesktop.Width - menu.X + Margin, WineDesktop.Height - menu.Y + Margin);
        await _desktop.SaveAsync(area, Path.Combine(folder, "tray-menu.png"));
    }
}
