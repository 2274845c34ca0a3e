namespace Porthole.Tray.Menu;

/// <summary>What choosing a menu item does.</summary>
internal abstract record MenuCommand
{
    private MenuCommand()
    {
    }

    /// <summary>Puts a text on the clipboard and says so.</summary>
    internal sealed record Copy(string Text) : MenuCommand;

    /// <summary>Opens the dashboard in the browser.</summary>
    /// <param name="Fragment">The part to show, without its <c>#</c>; empty for the top.</param>
    internal sealed record OpenDashboard(string Fragment = "") : MenuCommand;

    internal sealed record OpenLog : MenuCommand;

    internal sealed record Pause(string DeviceId, string Name) : MenuCommand;

    internal sealed record Resume(string DeviceId, string Name) : MenuCommand;

    internal sealed record Quit : MenuCommand;
}
