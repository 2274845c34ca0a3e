using Porthole.Tray.Feed;
using Porthole.Tray.Status;

namespace Porthole.Tray.Menu;

/// <summary>Makes the tray's menu from what the feed says.</summary>
internal static class MenuBuilder
{
    /// <param name="state">What is known of the agent.</param>
    /// <param name="mayChange">Whether this user holds the token: without it nothing is offered that needs it.</param>
    public static IReadOnlyList<MenuItem> Build(FeedState state, bool mayChange)
    {
        var status = (state as FeedState.Live)?.Status;
        var verdict = new MenuItem
        {
            Text = MenuText.Line(Verdicts.Of(state).Sentence),
            Command = status is null ? null : new MenuCommand.OpenDashboard(),
        };
        return
        [
            verdict,
            .. status is null ? [] : Section(ForwardItems.For(status)),
            .. Section(state is FeedState.Lost ? [StartHint()] : []),
            .. Section(status is null ? [] : Submenus(status, mayChange)),
            .. Section(Programs(isLive: status is not null)),
            .. Section([new MenuItem { Text = Texts.Quit, Command = new MenuCommand.Quit() }]),
        ];
    }

    private static IEnumerable<MenuItem> Section(IReadOnlyList<MenuItem> items) => items.Count == 0 ? [] : [MenuItem.Separator, .. items];

    private static MenuItem StartHint() => new() { Text = MenuText.Line(Texts.StartAgent), Command = new MenuCommand.Copy(Texts.StartAgentCommand) };

    private static List<MenuItem> Submenus(StatusDocument status, bool mayChange)
    {
        var submenus = new List<MenuItem>();
        if (status.Problems.Count > 0)
            submenus.Add(new MenuItem { Text = Texts.Problems, Detail = $"{status.Problems.Count}", Mark = MenuMark.Problem, Children = ProblemItems.For(status) });
        if (mayChange && status.Forwards.Count > 0)
            submenus.Add(new MenuItem { Text = Texts.Devices, Children = Switches(status) });
        return submenus;
    }

    private static List<MenuItem> Switches(StatusDocument status)
    {
        var switches = new List<MenuItem>();
        foreach (var device in DeviceGroup.Of(status)) switches.Add(Switch(device));
        return switches;
    }

    private static MenuItem Switch(DeviceGroup device) => device.IsPaused
        ? new MenuItem { Text = MenuText.Line(Texts.Resume(device.Name)), Command = new MenuCommand.Resume(device.Id, device.Name) }
        : new MenuItem { Text = MenuText.Line(Texts.Pause(device.Name)), Command = new MenuCommand.Pause(device.Id, device.Name) };

    private static MenuItem[] Programs(bool isLive) =>
    [
        new() { Text = Texts.OpenDashboard, IsDefault = isLive, Command = isLive ? new MenuCommand.OpenDashboard() : null },
        new() { Text = Texts.OpenLog, Command = new MenuCommand.OpenLog() },
        new() { Text = Texts.RunDoctor, Command = isLive ? new MenuCommand.OpenDashboard("doctor") : null },
    ];
}
