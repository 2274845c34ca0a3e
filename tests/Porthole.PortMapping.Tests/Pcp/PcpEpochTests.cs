using Porthole.PortMapping.Pcp;

namespace Porthole.PortMapping.Tests.Pcp;

public sealed class PcpEpochTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(0, 1000, 0)]     // same second
    [InlineData(100, 1100, 0)]   // in step
    [InlineData(0, 999, 0)]      // reordering
    [InlineData(1600, 2500, 0)]  // slow by 1/16
    [InlineData(1500, 2600, 0)]  // fast by 1/16
    [InlineData(0, 998, 1)]      // fell by two
    [InlineData(100, 5, 1)]      // restarted
    [InlineData(3600, 1100, 1)]  // restarted, and longer up than before
    [InlineData(10, 1100, 1)]    // jumped ahead
    public void Observe_SecondEpoch_IsJudgedByRfc6887(int seconds, uint epoch, int restarts)
    {
        var sut = new PcpEpoch(_time);
        sut.Observe(1000).ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(seconds));
        (sut.Observe(epoch) is null ? 0 : 1).ShouldBe(restarts);
    }

    [Fact]
    public void Observe_AfterARestart_MeasuresFromTheNewEpoch()
    {
        var sut = new PcpEpoch(_time);
        sut.Observe(1000);
        sut.Observe(0).ShouldNotBeNull();
        _time.Advance(TimeSpan.FromSeconds(10));
        sut.Observe(10).ShouldBeNull();
    }
}
