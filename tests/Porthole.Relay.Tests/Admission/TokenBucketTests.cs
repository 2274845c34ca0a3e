using FsCheck;
using FsCheck.Fluent;
using Porthole.Relay.Admission;

namespace Porthole.Relay.Tests.Admission;

public sealed class TokenBucketTests
{
    [Fact]
    public void TryTake_AtAnyTimes_NeverMoreThanBurstAndRate() =>
        Prop.ForAll(
            Gen.Choose(0, 500).ArrayOf(200).ToArbitrary(), Gen.Choose(1, 50).ToArbitrary(), Gen.Choose(1, 50).ToArbitrary(),
            (pauses, rate, burst) =>
            {
                var bucket = new TokenBucket();
                var (now, taken) = (TimeSpan.FromHours(5), 0);
                foreach (var pause in pauses)
                {
                    now += TimeSpan.FromMilliseconds(pause);
                    taken += bucket.TryTake(now, rate, burst) ? 1 : 0;
                }

                var elapsed = pauses.Skip(1).Sum() / 1000.0;
                return taken <= burst + (elapsed * rate) + 1e-6;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryTake_NoFasterThanTheRate_AlwaysSucceeds()
    {
        var bucket = new TokenBucket();
        for (var second = 0; second < 1000; second++)
            bucket.TryTake(TimeSpan.FromSeconds(second), rate: 1, burst: 1).ShouldBeTrue();
    }

    [Fact]
    public void TryTake_AfterTheBurst_WaitsForTheRate()
    {
        var bucket = new TokenBucket();
        for (var i = 0; i < 5; i++)
            bucket.TryTake(TimeSpan.Zero, rate: 2, burst: 5).ShouldBeTrue();

        bucket.TryTake(TimeSpan.FromMilliseconds(400), rate: 2, burst: 5).ShouldBeFalse();
        bucket.TryTake(TimeSpan.FromMilliseconds(600), rate: 2, burst: 5).ShouldBeTrue();
    }

    [Fact]
    public void TryTake_SmallerBurstThanBefore_HoldsAtOnce()
    {
        var bucket = new TokenBucket();
        bucket.TryTake(TimeSpan.Zero, rate: 1, burst: 100).ShouldBeTrue();

        bucket.TryTake(TimeSpan.Zero, rate: 1, burst: 1).ShouldBeTrue();
        bucket.TryTake(TimeSpan.Zero, rate: 1, burst: 1).ShouldBeFalse();
    }
}
