using Porthole.Tray.Feed;
using Porthole.Tray.Status;
using static Porthole.Tray.Tests.Support.Statuses;

namespace Porthole.Tray.Tests.Status;

public sealed class VerdictsTests
{
    private static readonly Forward Open = Mapped("a/rtsp");
    private static readonly Forward Failed = Of("b/rtsp", ForwardState.Failed);
    private static readonly Forward Pending = Of("c/rtsp", ForwardState.Pending);
    private static readonly Forward Paused = Of("d/rtsp", ForwardState.Paused);

    [Fact]
    public void Of_NoAgent_IsAway()
    {
        Verdicts.Of(new FeedState.Connecting()).ShouldBe(new Verdict(Mood.Away, Standing.Open, Texts.Connecting));
        Verdicts.Of(new FeedState.Lost(LostReason.NoAnswer)).ShouldBe(new Verdict(Mood.Away, Standing.Bad, Texts.Lost));
        Verdicts.Of(new FeedState.Lost(LostReason.NotAnAgent)).ShouldBe(new Verdict(Mood.Away, Standing.Bad, Texts.NotAnAgent));
    }

    [Fact]
    public void Of_NothingWished_IsANote()
    {
        Verdicts.Of(Live()).ShouldBe(new Verdict(Mood.Note, Standing.Open, Texts.NoDevices));
        Verdicts.Of(Live(Paused)).ShouldBe(new Verdict(Mood.Note, Standing.Open, Texts.AllPaused));
    }

    [Fact]
    public void Of_OnePending_IsUnderWay() =>
        Verdicts.Of(Live(Open, Failed, Pending)).ShouldBe(new Verdict(Mood.Note, Standing.Open, Texts.Opening));

    [Fact]
    public void Of_SomeOrNoneOpen_IsBad()
    {
        Verdicts.Of(Live(Failed)).ShouldBe(new Verdict(Mood.Bad, Standing.Bad, "Your camera is not reachable from outside."));
        Verdicts.Of(Live(Failed, Of("e/rtsp", ForwardState.Failed), Paused)).ShouldBe(new Verdict(Mood.Bad, Standing.Bad, "None of the 2 cameras is reachable from outside."));
        Verdicts.Of(Live(Open, Failed)).ShouldBe(new Verdict(Mood.Bad, Standing.Bad, "1 of 2 cameras are reachable from outside."));
        Verdicts.Of(Live(Open, Of("a/http", ForwardState.Failed))).ShouldBe(new Verdict(Mood.Bad, Standing.Bad, "Your camera is only partly reachable from outside."));
        Verdicts.Of(Live(Open, Of("e/rtsp", ForwardState.Unknown))).Mood.ShouldBe(Mood.Bad);
    }

    [Fact]
    public void Of_AllOpen_IsGood()
    {
        Verdicts.Of(Live(Open, Paused)).ShouldBe(new Verdict(Mood.Good, Standing.Good, "Your camera is reachable from outside."));
        Verdicts.Of(Live(Open, Mapped("b/rtsp"))).ShouldBe(new Verdict(Mood.Good, Standing.Good, "All 2 cameras are reachable from outside."));
    }

    [Theory]
    [InlineData("PH208", false)]
    [InlineData("PH209", false)]
    [InlineData("PH210", false)]
    [InlineData("PH203", true)]
    [InlineData("PH401", true)]
    public void Of_AllOpenButAProblemStands_IsGoodUnlessNobodyGetsIn(string code, bool isGood) =>
        Verdicts.Of(Live([Open], new Problem(code, "", []))).ShouldBe(isGood
            ? new Verdict(Mood.Good, Standing.Good, "Your camera is reachable from outside.")
            : new Verdict(Mood.Note, Standing.Bad, Texts.MayNotReach));

    [Fact]
    public void Of_OpenButSilent_IsNotReachable()
    {
        var silent = Mapped("s/rtsp") with { DeviceOnline = false };

        Verdicts.Of(Live(silent)).ShouldBe(new Verdict(Mood.Bad, Standing.Bad, "Your camera is not reachable from outside. It does not answer."));
        Verdicts.Of(Live(silent, Mapped("s/http"))).ShouldBe(new Verdict(Mood.Bad, Standing.Bad, "Your camera is only partly reachable from outside. It does not answer."));
        Verdicts.Of(Live(Open with { DeviceOnline = true }, silent)).ShouldBe(new Verdict(Mood.Bad, Standing.Bad, "1 of 2 cameras are reachable from outside. One does not answer."));
        Verdicts.Of(Live(silent, Mapped("t/rtsp") with { DeviceOnline = false })).ShouldBe(new Verdict(Mood.Bad, Standing.Bad, "None of the 2 cameras is reachable from outside. 2 do not answer."));
        Verdicts.Of(Live(silent, Failed)).Sentence.ShouldBe("None of the 2 cameras is reachable from outside. One does not answer.");
    }
}
