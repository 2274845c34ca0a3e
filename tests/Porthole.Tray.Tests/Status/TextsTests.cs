using Porthole.Tray.Status;

namespace Porthole.Tray.Tests.Status;

/// <summary>The tray and the dashboard say the same things in the same words.</summary>
public sealed class TextsTests
{
    private static readonly Lazy<string> Dashboard = new(() => File.ReadAllText(Path.Combine(Checkout(), "src/Porthole.Agent/Dashboard/wwwroot/texts.js")));

    [Fact]
    public void Constants_AreTheDashboards()
    {
        Contains($"connecting: \"{Texts.Connecting}\"");
        Contains($"lost: \"{Texts.Lost}\"");
        Contains($"noDevices: \"{Texts.NoDevices}\"");
        Contains($"allPaused: \"{Texts.AllPaused}\"");
        Contains($"opening: \"{Texts.Opening}\"");
        Contains($"mayNotReach: \"{Texts.MayNotReach}\"");
        Contains($"copied: \"{Texts.Copied}\"");
    }

    [Fact]
    public void Sentences_AreTheDashboards()
    {
        Contains($"allOpen: (count) => count === 1 ? \"{Texts.AllOpen(1)}\" : `{Template(Texts.AllOpen(7))}`");
        Contains($"someOpen: (open, count) => count === 1 ? \"{Texts.SomeOpen(0, 1)}\" : `{Template(Texts.SomeOpen(3, 7))}`");
        Contains($"notAnswering: (silent, count) => count === 1 ? \"{Texts.NotAnswering(1, 1)}\" : silent === 1 ? \"{Texts.NotAnswering(1, 7)}\" : `{Template(Texts.NotAnswering(3, 7)).Replace("open", "silent", StringComparison.Ordinal)}`");
        Contains($"noneOpen: (count) => count === 1 ? \"{Texts.NoneOpen(1)}\" : `{Template(Texts.NoneOpen(7))}`");
    }

    [Fact]
    public void States_AreTheDashboards()
    {
        Contains($"pending: \"{Texts.State(ForwardState.Pending)}\"");
        Contains($"mapped: \"{Texts.State(ForwardState.Mapped)}\"");
        Contains($"failed: \"{Texts.State(ForwardState.Failed)}\"");
        Contains($"paused: \"{Texts.State(ForwardState.Paused)}\"");
        Contains($"unknown: \"{Texts.State(ForwardState.Unknown)}\"");
    }

    private static void Contains(string line) => Dashboard.Value.ShouldContain(line, Case.Sensitive);

    private static string Template(string sentence) =>
        sentence.Replace("3", "${open}", StringComparison.Ordinal).Replace("7", "${count}", StringComparison.Ordinal);

    private static string Checkout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Agent.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No checkout above the test program.");
        return folder.FullName;
    }
}
