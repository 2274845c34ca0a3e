using Porthole.Tray.Feed;

namespace Porthole.Tray.Tests.Feed;

public sealed class BackoffTests
{
    [Fact]
    public void Next_AgainAndAgain_DoublesUpToTheLimit()
    {
        var sut = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));

        var waits = Enumerable.Range(0, 5).Select(_ => sut.Next().TotalSeconds);

        waits.ShouldBe([1, 2, 4, 5, 5]);
    }

    [Fact]
    public void Reset_AfterWaits_StartsSmallAgain()
    {
        var sut = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
        sut.Next();
        sut.Next();

        sut.Reset();

        sut.Next().ShouldBe(TimeSpan.FromSeconds(1));
    }
}
