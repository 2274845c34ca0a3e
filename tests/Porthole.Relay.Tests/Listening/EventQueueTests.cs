using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Porthole.Relay.Admission;
using Porthole.Relay.Listening;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Listening;

public sealed class EventQueueTests
{
    private const string Route = "front-door/rtsp";

    private readonly ManualTime _time = new();
    private readonly EventQueue _sut;

    public EventQueueTests() => _sut = new EventQueue(new RelayClock(_time));

    [Fact]
    public void Refused_AgainAndAgain_IsOneEventAtOnceAndOneWithTheRest()
    {
        for (var i = 0; i < 500; i++)
            _sut.Refused(Route, Source(1), RelayRefusal.SourceRate);
        _sut.Sweep();
        _sut.Reader.Drain().ShouldBe([new RelayEvent.Refused(Route, Address(1), RelayRefusal.SourceRate, 1)]);

        Pass(TimeSpan.FromSeconds(10));
        _sut.Reader.Drain().ShouldBe([new RelayEvent.Refused(Route, Address(1), RelayRefusal.SourceRate, 499)]);

        Pass(TimeSpan.FromSeconds(30));
        _sut.Reader.Drain().ShouldBeEmpty();
    }

    [Fact]
    public void Refused_ForTwoReasonsOnTwoRoutes_EachIsTold()
    {
        _sut.Refused(Route, Source(1), RelayRefusal.SourceRate);
        _sut.Refused(Route, Source(1), RelayRefusal.NotAllowed);
        _sut.Refused("yard/rtsp", Source(1), RelayRefusal.NotAllowed);

        _sut.Reader.Drain().Count.ShouldBe(3);
    }

    [Fact]
    public void Refused_FromThousandsOfSources_DoesNotWashOutOtherEvents()
    {
        var ended = new RelayEvent.DeviceReachable(Route);
        _sut.Publish(ended);

        for (var source = 0u; source < 5000; source++)
            _sut.Refused(Route, Source(source), RelayRefusal.DeviceLimit);
        Pass(TimeSpan.FromSeconds(10));

        var events = _sut.Reader.Drain();
        events[0].ShouldBe(ended);
        events.OfType<RelayEvent.Refused>().Sum(refused => refused.Count).ShouldBe(5000);
        events.Count.ShouldBe(1 + 64 + 1);
        events[^1].ShouldBe(new RelayEvent.Refused(Route, Address(4999), RelayRefusal.DeviceLimit, 5000 - 64));
    }

    [Fact]
    public void Refused_AnyOrderAndTimes_NoneIsLostAndNoneToldTwice() =>
        Prop.ForAll(Gen.Choose(0, 200).SelectMany(source => Gen.Choose(0, 3).Select(pause => (source, pause))).ListOf().ToArbitrary(), refusals =>
        {
            var time = new ManualTime();
            var sut = new EventQueue(new RelayClock(time));
            foreach (var (source, pause) in refusals)
            {
                time.Advance(TimeSpan.FromSeconds(pause));
                sut.Sweep();
                sut.Refused(Route, Source((uint)source), RelayRefusal.NotAllowed);
            }

            sut.Complete();
            return sut.Reader.Drain().Cast<RelayEvent.Refused>().Sum(refused => refused.Count) == refusals.Count;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Publish_NobodyReads_TheOldestAreDropped()
    {
        for (var i = 0; i < 3000; i++)
            _sut.Publish(new RelayEvent.DeviceReachable($"{i}"));

        var events = _sut.Reader.Drain();
        events.Count.ShouldBe(1024);
        events[^1].RouteId.ShouldBe("2999");
    }

    [Fact]
    public async Task Complete_PendingRefusals_AreToldBeforeTheEnd()
    {
        _sut.Refused(Route, Source(1), RelayRefusal.NotAllowed);
        _sut.Refused(Route, Source(1), RelayRefusal.NotAllowed);

        _sut.Complete();

        _sut.Reader.Drain().Count.ShouldBe(2);
        (await _sut.Reader.WaitToReadAsync()).ShouldBeFalse();
    }

    private static IPAddress Address(uint number) => Source(number).ToIPAddress();

    private static SourceAddress Source(uint number) => new(0xc6336400u + number, IsIPv4: true);

    private void Pass(TimeSpan time)
    {
        _time.Advance(time);
        _sut.Sweep();
    }
}
