using Porthole.Tray.Feed;
using Porthole.Tray.Notices;

namespace Porthole.Tray.Tests;

public sealed class MailboxTests
{
    [Fact]
    public void Put_Several_WakesOnceAndKeepsTheNewestStateAndEveryNotice()
    {
        var wakes = 0;
        var sut = new Mailbox(() => wakes++);
        sut.Put(new FeedState.Connecting());
        sut.Put(new Notice("a", "1"));
        sut.Put(new FeedState.Lost(LostReason.NoAnswer));
        sut.Put(new Notice("a", "2"));

        var (state, notices) = sut.Take();

        wakes.ShouldBe(1);
        state.ShouldBe(new FeedState.Lost(LostReason.NoAnswer));
        notices.ShouldBe([new Notice("a", "1"), new Notice("a", "2")]);
    }

    [Fact]
    public void Take_Emptied_WakesAgainAtTheNext()
    {
        var wakes = 0;
        var sut = new Mailbox(() => wakes++);
        sut.Put(new Notice("a", "1"));
        sut.Take();

        sut.Take().State.ShouldBeNull();
        sut.Take().Notices.ShouldBeEmpty();
        sut.Put(new Notice("a", "2"));

        wakes.ShouldBe(2);
    }
}
