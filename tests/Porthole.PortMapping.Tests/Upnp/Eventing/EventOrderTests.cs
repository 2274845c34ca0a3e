using FsCheck;
using FsCheck.Fluent;
using Porthole.PortMapping.Upnp.Eventing;

namespace Porthole.PortMapping.Tests.Upnp.Eventing;

public sealed class EventOrderTests
{
    private readonly EventOrder _sut = new();

    [Theory]
    [InlineData(new uint[] { 0, 1, 2, 3 })]
    [InlineData(new uint[] { 0, uint.MaxValue / 2, uint.MaxValue - 1, uint.MaxValue, 1, 2 })]
    [InlineData(new uint[] { 0, uint.MaxValue / 2, uint.MaxValue - 1, uint.MaxValue, 0, 1 })]
    public void Judge_NumbersFollowEachOther_AllAreNewsAndTheEndOfTheNumbersIsNoGap(uint[] numbers)
    {
        var verdicts = numbers.Select((number, at) => Judge(number, at)).ToList();

        verdicts.ShouldAllBe(verdict => verdict.IsNews);
        verdicts[^1].Loss.ShouldBeNull();
        verdicts[^2].Loss.ShouldBeNull();
    }

    [Theory]
    [InlineData(4u, 6u, "event 6 followed event 4")]
    [InlineData(uint.MaxValue, 2u, "event 2 followed event 4294967295")]
    [InlineData(uint.MaxValue - 1, 1u, "event 1 followed event 4294967294")]
    public void Judge_NumbersLeftOut_IsNewsAndALoss(uint before, uint number, string evidence)
    {
        Judge(before);

        Judge(number, content: 1).ShouldBe(new EventVerdict(IsNews: true, evidence));
    }

    [Fact]
    public void Judge_SameNumberForOtherContents_IsARouterThatDoesNotCount()
    {
        Judge(0);
        Judge(0).ShouldBe(EventVerdict.Known);

        Judge(0, content: 1).ShouldBe(EventVerdict.News);
        Judge(0, content: 2).ShouldBe(EventVerdict.News);
        Judge(9, content: 3).ShouldBe(EventVerdict.News);
        Judge(4, content: 4).ShouldBe(EventVerdict.News);
    }

    [Fact]
    public void Judge_TwoSubscriptions_EachHasItsOwnNumbers()
    {
        Judge(0, sid: "one");
        Judge(1, sid: "one");
        Judge(0, sid: "two").ShouldBe(EventVerdict.News);

        Judge(2, sid: "one").ShouldBe(EventVerdict.News);
        Judge(1, sid: "two").ShouldBe(EventVerdict.News);
    }

    [Fact]
    public void Begin_RouterNamesTheSubscriptionAsTheOneBefore_ZeroIsNewsAgain()
    {
        Judge(0);
        Judge(1);
        Judge(0).IsNews.ShouldBeFalse();

        _sut.Begin();

        Judge(2).ShouldBe(EventVerdict.News);
        Judge(0).ShouldBe(EventVerdict.News);
        Judge(1).ShouldBe(EventVerdict.News);
        Judge(0).IsNews.ShouldBeFalse();
    }

    /// <summary>Whatever is sent: what was taken is not taken again, and what is kept stays small.</summary>
    [Fact]
    public void Judge_AnyNumbersOfAnySubscriptions_NothingIsTakenTwice() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Sid, uint Number)[]>(), messages =>
        {
            var order = new EventOrder();
            foreach (var (sid, number) in messages)
            {
                var message = new EventMessage($"{sid}", number, new EventProperties($"{number}", null, null));
                order.Judge(message);
                order.Judge(message).IsNews.ShouldBeFalse();
            }
        }).QuickCheckThrowOnFailure();

    private EventVerdict Judge(uint number, int content = 0, string sid = "one") => _sut.Judge(new EventMessage(sid, number, new EventProperties(null, null, content)));
}
