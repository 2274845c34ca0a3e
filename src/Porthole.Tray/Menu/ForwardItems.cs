using Porthole.Tray.Status;

namespace Porthole.Tray.Menu;

/// <summary>The menu's lines for the forwards, grouped by camera.</summary>
internal static class ForwardItems
{
    /// <summary>More lines than this, headings counted, do not fit a small screen; each camera then gets a submenu.</summary>
    public const int MaxFlatLines = 24;

    public static IReadOnlyList<MenuItem> For(StatusDocument status)
    {
        var devices = DeviceGroup.Of(status);
        var isFlat = status.Forwards.Count + devices.Count <= MaxFlatLines;
        var items = new List<MenuItem>();
        foreach (var device in devices)
        {
            if (isFlat) items.AddRange([Heading(device), .. Lines(device)]);
            else items.Add(Submenu(device));
        }

        return items;
    }

    private static MenuItem Heading(DeviceGroup device) => new() { Text = MenuText.Line(device.Name) };

    private static MenuItem Submenu(DeviceGroup device) => new()
    {
        Text = MenuText.Line(device.Name),
        Mark = Mark(Worst(device)),
        Children = Lines(device),
    };

    private static List<MenuItem> Lines(DeviceGroup device)
    {
        var lines = new List<MenuItem>();
        foreach (var forward in device.Forwards) lines.Add(Line(forward));
        return lines;
    }

    private static MenuItem Line(Forward forward)
    {
        var item = new MenuItem
        {
            Text = MenuText.Line(forward.Name),
            Detail = Texts.State(forward.State),
            Mark = Mark(forward.State),
            Command = new MenuCommand.OpenDashboard(),
        };
        if (forward.External is { } external)
        {
            return item with
            {
                Text = NameAnd(forward, external),
                Command = new MenuCommand.Copy(forward.Url ?? external),
            };
        }

        return forward is { State: ForwardState.Failed, RelayListen: { } listen }
            ? item with { Text = NameAnd(forward, listen), Detail = Texts.LanOnly, Command = new MenuCommand.Copy(listen) }
            : item;
    }

    private static string NameAnd(Forward forward, string address) => $"{MenuText.Line(forward.Name)}  {MenuText.Line(address)}";

    private static ForwardState Worst(DeviceGroup device) =>
        Array.Find(Severity, severity => device.Has(state => state == severity));

    private static MenuMark Mark(ForwardState state) => state switch
    {
        ForwardState.Mapped => MenuMark.Open,
        ForwardState.Pending => MenuMark.Opening,
        ForwardState.Failed => MenuMark.NotOpen,
        ForwardState.Paused => MenuMark.Paused,
        _ => MenuMark.None,
    };

    private static readonly ForwardState[] Severity =
        [ForwardState.Failed, ForwardState.Unknown, ForwardState.Pending, ForwardState.Mapped, ForwardState.Paused];
}
