using System.Net;

namespace Porthole.PortMapping.Tests.Discovery;

public sealed class GatewaySessionScheduleTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly FakeProbe _pcp;
    private readonly FakeProbe _upnp;
    private readonly GatewaySession _sut;

    public GatewaySessionScheduleTests()
    {
        _pcp = new FakeProbe(MappingProtocol.Pcp, _time);
        _upnp = new FakeProbe(MappingProtocol.UpnpIgd, _time);
        _sut = new GatewaySession(LoopbackGateway.Gateway, new GatewayOptions(), _time, (_, _, _, _) => [_pcp, _upnp]);
    }

    public async ValueTask DisposeAsync() => await _sut.DisposeAsync();

    private static double[] Seconds(FakeProbe probe) => [.. probe.Sends.Select(send => send.At.TotalSeconds)];

    [Fact]
    public async Task Start_SilentGateway_SendsFiveBurstsAndEndsAtFourSeconds()
    {
        _sut.Start();
        await _time.RunAsync(TimeSpan.FromSeconds(4));
        var ended = await Eventually.Next<GatewayEvent.SearchEnded>(_sut.Events);

        Seconds(_pcp).ShouldBe([0, 0.25, 0.5, 1, 2]);
        Seconds(_upnp).ShouldBe([0, 0.25, 0.5, 1, 2]);
        ended.Found.ShouldBeEmpty();
        ended.Probes.Count.ShouldBe(2);
        ended.Probes.ShouldAllBe(probe => !probe.Answered);
    }

    [Fact]
    public async Task Start_AllAnswerTheFirstBurst_EndsAtOnce()
    {
        _pcp.Alive = _upnp.Alive = true;
        _sut.Start();

        (await Eventually.Next<GatewayEvent.ProtocolFound>(_sut.Events)).Protocol.Kind.ShouldBe(MappingProtocol.Pcp);
        (await Eventually.Next<GatewayEvent.SearchEnded>(_sut.Events)).Found.ShouldBe([MappingProtocol.Pcp, MappingProtocol.UpnpIgd]);
        _pcp.Sends.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Start_OneAnswers_OnlyTheOtherIsAskedAgain()
    {
        _pcp.Alive = true;
        _sut.Start();
        await _time.RunUntilAsync(Eventually.Next<GatewayEvent.SearchEnded>(_sut.Events));

        Seconds(_pcp).ShouldBe([0]);
        Seconds(_upnp).ShouldBe([0, 0.25, 0.5, 1, 2]);
    }

    [Fact]
    public async Task Start_SilentGateway_LooksAgainAfter15SecondsDoublingTo15Minutes()
    {
        _sut.Start();
        await _time.RunAsync(TimeSpan.FromHours(2));

        // Each look is one burst, waits 4 s for its verdict, and the pause counts from there.
        Seconds(_pcp)[5..12].ShouldBe([19, 53, 117, 241, 485, 969, 1873]);
        var pauses = Seconds(_pcp)[12..].Zip(Seconds(_pcp)[11..], (later, earlier) => later - earlier);
        pauses.ShouldAllBe(pause => pause == 904);
    }

    [Fact]
    public async Task Start_SilentGatewayForHours_SendsAtMostFourBurstsAnHour()
    {
        _sut.Start();
        await _time.RunAsync(TimeSpan.FromHours(1));
        var before = _pcp.Sends.Count;
        await _time.RunAsync(TimeSpan.FromHours(1));
        (_pcp.Sends.Count - before).ShouldBeLessThanOrEqualTo(4);
    }

    [Fact]
    public async Task SearchAgain_AfterTheSearch_SendsAtOnce()
    {
        _pcp.Alive = _upnp.Alive = true;
        _sut.Start();
        await Eventually.Next<GatewayEvent.SearchEnded>(_sut.Events);

        _sut.SearchAgain();

        await Eventually.True(() => _pcp.Sends.Count == 2, "a new search");
        // The same protocols are not found twice.
        await Eventually.Next<GatewayEvent.SearchEnded>(_sut.Events);
        _sut.Events.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task SearchAgain_KnownProtocolsAnswerInTheirTime_EndsWithTheLastAnswer()
    {
        _pcp.Alive = _upnp.Alive = true;
        _sut.Start();
        await Eventually.Next<GatewayEvent.SearchEnded>(_sut.Events);
        _pcp.Alive = _upnp.Alive = false;

        _sut.SearchAgain();
        await Eventually.True(() => _upnp.Sends.Count == 2, "a new search");
        _pcp.Answer();
        _upnp.Answer();

        // Time stands still: only the answers can end it.
        (await Eventually.Next<GatewayEvent.SearchEnded>(_sut.Events)).Found.Count.ShouldBe(2);
    }

    [Fact]
    public async Task SearchAgain_ProtocolSilentNow_IsLost()
    {
        _pcp.Alive = _upnp.Alive = true;
        _sut.Start();
        await Eventually.Next<GatewayEvent.SearchEnded>(_sut.Events);
        _pcp.Alive = false;

        _sut.SearchAgain();
        var lost = await _time.RunUntilAsync(Eventually.Next<GatewayEvent.ProtocolLost>(_sut.Events));

        lost.Protocol.ShouldBe(MappingProtocol.Pcp);
        (await Eventually.Next<GatewayEvent.SearchEnded>(_sut.Events)).Found.ShouldBe([MappingProtocol.UpnpIgd]);
    }

    [Fact]
    public async Task Found_BetweenSearches_SearchesTheRestAtOnce()
    {
        _sut.Start();
        await _time.RunAsync(TimeSpan.FromSeconds(10));
        await Eventually.Next<GatewayEvent.SearchEnded>(_sut.Events);

        _upnp.Answer();

        await Eventually.True(() => _pcp.Sends.Count == 6, "a new search");
        _pcp.Sends.Last().ShouldBe((0, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Restarted_ManyTimesTogether_IsToldOnceAndSearches()
    {
        _pcp.Alive = _upnp.Alive = true;
        _sut.Start();
        await Eventually.Next<GatewayEvent.SearchEnded>(_sut.Events);

        for (var announcement = 0; announcement < 10; announcement++)
            _pcp.Sink!.Restarted("epoch fell");

        await Eventually.Next<GatewayEvent.Restarted>(_sut.Events);
        await Eventually.True(() => _pcp.Sends.Count == 2, "a new search");
        await Eventually.Next<GatewayEvent.SearchEnded>(_sut.Events);
        _sut.Events.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Announced_Flood_IsToldOnceASecondAndBounded()
    {
        _pcp.Alive = _upnp.Alive = true;
        _sut.Start();
        await Eventually.Next<GatewayEvent.SearchEnded>(_sut.Events);

        for (var announcement = 0; announcement < 1000; announcement++)
            _pcp.Sink!.Announced("it announced itself");
        await Eventually.Next<GatewayEvent.Announced>(_sut.Events);
        for (var address = 0; address < 100_000; address++)
            _pcp.Sink!.ExternalAddress(new IPAddress(address));

        var told = 0;
        while (_sut.Events.TryRead(out var what))
        {
            what.ShouldNotBeOfType<GatewayEvent.Announced>();
            told++;
        }

        told.ShouldBe(1024);
    }

    [Fact]
    public async Task Stranger_ManyDatagrams_IsToldOncePerAddressAndBounded()
    {
        _pcp.Alive = _upnp.Alive = true;
        _sut.Start();
        await Eventually.Next<GatewayEvent.SearchEnded>(_sut.Events);

        for (var host = 0; host < 1000; host++)
            _pcp.Sink!.Stranger(new IPAddress([10, 0, (byte)(host % 100), 1]), "claims to be a router");

        var told = 0;
        while (_sut.Events.TryRead(out _))
            told++;
        told.ShouldBe(16);
    }

    [Fact]
    public async Task Dispose_Always_CompletesTheEvents()
    {
        _sut.Start();
        await _sut.DisposeAsync();
        await _sut.DisposeAsync();
        while (_sut.Events.TryRead(out _))
        {
        }
        await _sut.Events.Completion.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
