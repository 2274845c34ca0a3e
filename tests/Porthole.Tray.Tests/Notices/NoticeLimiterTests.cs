using FsCheck;
using FsCheck.Fluent;
using Porthole.Testing;
using Porthole.Tray.Notices;
using Porthole.Tray.Status;

namespace Porthole.Tray.Tests.Notices;

public sealed class NoticeLimiterTests
{
    private static readonly Verdict Good = new(Mood.Good, Standing.Good, "good");
    private static readonly Verdict Bad = new(Mood.Bad, Standing.Bad, "bad");
    private static readonly Verdict Opening = new(Mood.Note, Standing.Open, "opening");

    private readonly ManualTime _time = new();
    private readonly NoticeLimiter _sut;

    public NoticeLimiterTests() => _sut = new NoticeLimiter(_time);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Observe_FirstStanding_IsNotTold(bool isGood)
    {
        _sut.Observe(Opening);
        _sut.Observe(isGood ? Good : Bad);

        _sut.Wait().ShouldBeNull();
        _time.Advance(TimeSpan.FromHours(1));
        _sut.Take().ShouldBeNull();
    }

    [Fact]
    public void Take_GoodTurnsBadAndLasts_IsToldOnceItSettled()
    {
        _sut.Observe(Good);
        _sut.Observe(Bad);

        _sut.Wait().ShouldBe(NoticeLimiter.Settling);
        _sut.Take().ShouldBeNull();
        _time.Advance(NoticeLimiter.Settling);
        _sut.Wait().ShouldBe(TimeSpan.Zero);
        _sut.Take().ShouldBe(new Notice("Porthole", "bad"));
        _sut.Wait().ShouldBeNull();
        _sut.Take().ShouldBeNull();
    }

    [Fact]
    public void Take_BadTurnsGoodAgainSoon_WaitsForTheMinute()
    {
        Tell(Good, Bad);
        _sut.Observe(Good);

        _sut.Wait().ShouldBe(NoticeLimiter.Gap);
        _time.Advance(NoticeLimiter.Gap - TimeSpan.FromTicks(1));
        _sut.Take().ShouldBeNull();
        _time.Advance(TimeSpan.FromTicks(1));
        _sut.Take().ShouldBe(new Notice("Porthole", "good"));
    }

    [Fact]
    public void Take_TurnsBackBeforeItIsTold_IsSilent()
    {
        Tell(Good, Bad);
        _sut.Observe(Good);
        _sut.Observe(Bad);

        _time.Advance(TimeSpan.FromHours(1));
        _sut.Take().ShouldBeNull();
    }

    [Fact]
    public void Observe_UnderWay_StartsTheSettlingAnew()
    {
        _sut.Observe(Good);
        _sut.Observe(Bad);
        _time.Advance(NoticeLimiter.Settling / 2);
        _sut.Observe(Opening);
        _sut.Wait().ShouldBeNull();

        _sut.Observe(Bad);

        _sut.Wait().ShouldBe(NoticeLimiter.Settling);
    }

    [Fact]
    public void Take_WordsChangedMeanwhile_TellsTheNewest()
    {
        _sut.Observe(Good);
        _sut.Observe(Bad);
        _time.Advance(NoticeLimiter.Settling / 2);
        _sut.Observe(Bad with { Sentence = "worse" });

        _time.Advance(NoticeLimiter.Settling / 2);
        _sut.Take().ShouldBe(new Notice("Porthole", "worse"));
    }

    [Fact]
    public void Take_AnyHistory_TurnsAlternateAndKeepTheGap() => Prop.ForAll<NonEmptyArray<(byte Kind, PositiveInt Seconds)>>(history =>
    {
        var time = new ManualTime();
        var sut = new NoticeLimiter(time);
        var told = new List<(long At, string Text)>();
        foreach (var (kind, seconds) in history.Get)
        {
            sut.Observe((kind % 3) switch { 0 => Good, 1 => Bad, _ => Opening });
            for (var second = 0; second < Math.Min(seconds.Get, 90); second++)
            {
                if (sut.Take() is { } notice) told.Add((time.GetTimestamp(), notice.Text));
                time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        return told.Zip(told.Skip(1)).All(pair => pair.First.Text != pair.Second.Text && pair.Second.At - pair.First.At >= NoticeLimiter.Gap.Ticks);
    }).QuickCheckThrowOnFailure();

    private void Tell(Verdict before, Verdict after)
    {
        _sut.Observe(before);
        _sut.Observe(after);
        _time.Advance(NoticeLimiter.Settling);
        _sut.Take().ShouldNotBeNull();
    }
}
