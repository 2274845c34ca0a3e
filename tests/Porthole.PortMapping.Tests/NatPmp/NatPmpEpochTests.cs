using Porthole.PortMapping.NatPmp;

namespace Porthole.PortMapping.Tests.NatPmp;

public sealed class NatPmpEpochTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(0, 1000, 0)]    // same second
    [InlineData(0, 998, 0)]     // rounding
    [InlineData(800, 1700, 0)]  // slow by 1/8
    [InlineData(800, 5000, 0)]  // fast: only slowness counts
    [InlineData(0, 997, 1)]
    [InlineData(800, 1690, 1)]
    [InlineData(60, 0, 1)]      // restarted
    public void Observe_SecondEpoch_IsJudgedByRfc6886(int seconds, uint epoch, int restarts)
    {
        var sut = new NatPmpEpoch(_time);
        sut.Observe(1000).ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(seconds));
        (sut.Observe(epoch) is null ? 0 : 1).ShouldBe(restarts);
    }
}
