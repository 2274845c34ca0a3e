using Porthole.Tray.Feed;
using Porthole.Tray.Menu;
using Porthole.Tray.Status;
using static Porthole.Tray.Tests.Support.Statuses;

namespace Porthole.Tray.Tests.Menu;

public sealed class MenuBuilderTests
{
    private static readonly FeedState Sample = Live(
        [
            Mapped("door/rtsp", "198.51.100.7:8554", "rtsp://198.51.100.7:8554/1"),
            Mapped("door/http", "198.51.100.7:8080"),
            Of("yard/rtsp", ForwardState.Failed) with { RelayListen = "192.168.1.10:8555" },
            Of("yard/http", ForwardState.Failed),
            Of("shed/rtsp", ForwardState.Paused),
        ],
        new Problem("PH204", "The router refuses", ["Allow it."]));

    [Fact]
    public void Build_Live_ReadsFromVerdictToQuit() => Lines(MenuBuilder.Build(Sample, mayChange: true)).ShouldBe(
    [
        "1 of 2 cameras are reachable from outside. > top",
        "-",
        "door",
        "[Open] rtsp  198.51.100.7:8554 | open > copy rtsp://198.51.100.7:8554/1",
        "[Open] http  198.51.100.7:8080 | open > copy 198.51.100.7:8080",
        "yard",
        "[NotOpen] rtsp  192.168.1.10:8555 | in the LAN only > copy 192.168.1.10:8555",
        "[NotOpen] http | not open > top",
        "shed",
        "[Paused] rtsp | paused > top",
        "-",
        "[Problem] &Problems | 1",
        "  [Problem] PH204 The router refuses > problems",
        "  Allow it. > problems",
        "P&ause or resume",
        "  Pause door > pause door",
        "  Pause yard > pause yard",
        "  Resume shed > resume shed",
        "-",
        "*Open &dashboard > top",
        "Open &log > log",
        "&Run doctor > doctor",
        "-",
        "&Quit > quit",
    ]);

    [Fact]
    public void Build_NoToken_OffersNoChange() =>
        Lines(MenuBuilder.Build(Sample, mayChange: false)).ShouldNotContain(line => line.Contains("pause ") || line.Contains("P&ause"));

    [Fact]
    public void Build_NothingRegistered_HasNoEmptySection() => Lines(MenuBuilder.Build(Live(), mayChange: true)).ShouldBe(
    [
        "No camera is registered yet. > top",
        "-",
        "*Open &dashboard > top",
        "Open &log > log",
        "&Run doctor > doctor",
        "-",
        "&Quit > quit",
    ]);

    [Fact]
    public void Build_Lost_SaysHowToStartTheAgent() => Lines(MenuBuilder.Build(new FeedState.Lost(LostReason.NoAnswer), mayChange: true)).ShouldBe(
    [
        "The agent does not answer. Trying again…",
        "-",
        "Start it: porthole service start > copy porthole service start",
        "-",
        "Open &dashboard",
        "Open &log > log",
        "&Run doctor",
        "-",
        "&Quit > quit",
    ]);

    [Fact]
    public void Build_Connecting_OffersWhatNeedsNoAgent() =>
        MenuBuilder.Build(new FeedState.Connecting(), mayChange: true).Where(item => item.IsEnabled).Select(item => item.Text).ShouldBe(["Open &log", "&Quit"]);

    [Fact]
    public void Build_ManyForwards_GivesEachCameraASubmenuMarkedWithItsWorst()
    {
        var forwards = Enumerable.Range(0, 20).SelectMany(index => new[] { Mapped($"cam{index}/rtsp"), Mapped($"cam{index}/http") }).ToArray();
        forwards[5] = Of("cam2/http", ForwardState.Failed);
        forwards[7] = Of("cam3/http", ForwardState.Paused);

        var cameras = MenuBuilder.Build(Live(forwards), mayChange: false).Where(item => item.Text.StartsWith("cam", StringComparison.Ordinal)).ToList();

        cameras.Count.ShouldBe(20);
        cameras.ShouldAllBe(camera => camera.Children.Count == 2);
        cameras[2].Mark.ShouldBe(MenuMark.NotOpen);
        cameras[3].Mark.ShouldBe(MenuMark.Open);
        cameras[0].Mark.ShouldBe(MenuMark.Open);
    }

    [Fact]
    public void Build_CamerasOfOneName_StayApart()
    {
        var menu = MenuBuilder.Build(Live(Mapped("cam/rtsp") with { Device = "Cam" }, Mapped("cam-2/rtsp") with { Device = "Cam" }), mayChange: true);

        menu.Count(item => item.Text == "Cam").ShouldBe(2);
        menu.Single(item => item.Text == Texts.Devices).Children.Select(item => item.Command)
            .ShouldBe([new MenuCommand.Pause("cam", "Cam"), new MenuCommand.Pause("cam-2", "Cam")]);
    }

    /// <summary>The menu as a person would read it, with what each line does after an arrow.</summary>
    private static List<string> Lines(IReadOnlyList<MenuItem> items, string indent = "") =>
    [
        .. items.SelectMany(item => new[] { indent + Line(item) }.Concat(Lines(item.Children, indent + "  "))),
    ];

    private static string Line(MenuItem item)
    {
        if (item.IsSeparator) return "-";
        var mark = item.Mark == MenuMark.None ? "" : $"[{item.Mark}] ";
        var detail = item.Detail.Length == 0 ? "" : $" | {item.Detail}";
        var does = item.Command switch
        {
            null => "",
            MenuCommand.Copy copy => $" > copy {copy.Text}",
            MenuCommand.OpenDashboard open => $" > {(open.Fragment.Length == 0 ? "top" : open.Fragment)}",
            MenuCommand.OpenLog => " > log",
            MenuCommand.Pause pause => $" > pause {pause.DeviceId}",
            MenuCommand.Resume resume => $" > resume {resume.DeviceId}",
            MenuCommand.Quit => " > quit",
            _ => " > ?",
        };
        return $"{(item.IsDefault ? "*" : "")}{mark}{item.Text}{detail}{does}";
    }
}
