using Porthole.Agent.History;
using Porthole.Testing;

namespace Porthole.Agent.Tests.History;

public sealed class TransitionRingTests
{
    [Fact]
    public void Add_MoreThanAreKept_DropsTheOldestAndCountsOn()
    {
        var ring = Filled(TransitionRing.Most + 5);

        var all = ring.Since(0);

        all.Last.ShouldBe(TransitionRing.Most + 5);
        all.Transitions.Length.ShouldBe(TransitionRing.Most);
        all.Transitions.Select(transition => transition.Number).ShouldBe(Enumerable.Range(6, TransitionRing.Most).Select(number => (long)number));
    }

    [Fact]
    public void Since_ANumber_IsWhatCameAfterIt()
    {
        var ring = Filled(5);

        ring.Since(3).Transitions.Select(transition => transition.To).ShouldBe(["4", "5"]);
        ring.Since(5).Transitions.ShouldBeEmpty();
    }

    [Fact]
    public void Since_ANumberOfALostHistory_IsEverything() => Filled(2).Since(99).Transitions.Length.ShouldBe(2);

    [Fact]
    public void Restore_AnEarlierRun_IsContinued()
    {
        var ring = new TransitionRing(new ManualTime());
        ring.Restore(Filled(7).Since(0));

        ring.Add(One("next"));

        ring.Since(6).Transitions.Select(transition => (transition.Number, transition.To)).ShouldBe([(7, "7"), (8, "next")]);
    }

    [Fact]
    public void Add_AtATime_IsStampedWithIt()
    {
        var time = new ManualTime();
        var ring = new TransitionRing(time);
        time.Advance(TimeSpan.FromHours(1));

        ring.Add(One("open"));

        ring.Since(0).Transitions[0].At.ShouldBe(DateTimeOffset.UnixEpoch.AddHours(1));
    }

    internal static TransitionRing Filled(int count)
    {
        var ring = new TransitionRing(new ManualTime());
        for (var number = 1; number <= count; number++) ring.Add(One($"{number}"));
        return ring;
    }

    internal static Transition One(string to) => new() { Kind = TransitionKind.Forward, Subject = "door/rtsp", Title = "Door rtsp", To = to };
}
