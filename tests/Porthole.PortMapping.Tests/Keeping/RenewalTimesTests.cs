using Porthole.PortMapping.Keeping;
using Porthole.PortMapping.Tests.Quirks;

namespace Porthole.PortMapping.Tests.Keeping;

public sealed class RenewalTimesTests
{
    [Fact]
    public void AfterGrant_Lease_IsBetweenHalfAndFiveEighths()
    {
        for (var draw = 0; draw < 1000; draw++)
            RenewalTimes.AfterGrant(TimeSpan.FromHours(1)).TotalMinutes.ShouldBeInRange(30, 37.5);
    }

    [Theory]
    [InlineData(1, 4)] // RFC 6887, 11.2.1: at least 4 s
    [InlineData(uint.MaxValue, 12 * 3600)] // what a gateway may grant and no timer can hold
    public void AfterGrant_LeaseOutOfAllProportion_IsBounded(double lease, double seconds) =>
        RenewalTimes.AfterGrant(TimeSpan.FromSeconds(lease)).TotalSeconds.ShouldBe(seconds);

    [Quirk("3e permanent dropped")]
    [Quirk("3e seven days")]
    [Fact] // dropped while unlimited: arvidn/libtorrent#2922
    public void AfterGrant_Permanent_IsAnHour() => RenewalTimes.AfterGrant(null).ShouldBe(TimeSpan.FromHours(1));

    [Fact]
    public void WhileHeld_NeverEndingLease_IsBounded() => RenewalTimes.WhileHeld(TimeSpan.MaxValue).ShouldBe(TimeSpan.FromMinutes(15));

    [Theory]
    [InlineData(0, null, 15)]
    [InlineData(1, null, 30)]
    [InlineData(100, null, 900)]
    [InlineData(0, 60, 60)]
    [InlineData(0, 86400, 15)] // an error said to stand for a day is asked about all the same
    public void AfterRefusal_Failures_DoublesTo15Minutes(int failures, int? said, int seconds) =>
        RenewalTimes.AfterRefusal(failures, said is { } s ? TimeSpan.FromSeconds(s) : null).ShouldBe(TimeSpan.FromSeconds(seconds));
}
