using System.Net;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Udp;

public sealed class UdpTimesTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly UdpPeer _device = new();
    private readonly UdpPeer _viewer = new();
    private readonly Site _site;
    private readonly IRelayListener _listener;

    public UdpTimesTests()
    {
        _site = new Site(time: _time);
        _listener = _site.Start(Site.Route(_device.EndPoint, RelayTransport.Udp));
    }

    [Fact]
    public async Task Check_ViewerSpeaksAndDeviceNeverAnswers_EndsAfterTheSessionTime()
    {
        await AskAsync();

        _time.Advance(TimeSpan.FromSeconds(115));
        _site.Events.Drain().ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(10));

        var ended = await _site.Events.NextAsync<RelayEvent.SessionEnded>();
        ended.Reason.ShouldBe(RelayEnd.IdleTimeout);
        ended.Session.Source.ShouldBe(_viewer.EndPoint);
        _listener.Counters.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Check_SessionHasEnded_TheNextDatagramBeginsAnother()
    {
        await AskAsync();
        _time.Advance(TimeSpan.FromSeconds(125));
        await _site.Events.NextAsync<RelayEvent.SessionEnded>();

        await AskAsync();

        _listener.Counters.Accepted.ShouldBe(2);
    }

    /// <summary>What one datagram with a forged source can do to the address that it names.</summary>
    [Fact]
    public async Task Check_DeviceStreamsAndTheViewerNeverSpeaksAgain_EndsAfterTheUnansweredTime()
    {
        var session = await AskAsync();
        for (var second = 0; second < 28; second++)
            await StreamASecondAsync(session);
        _site.Events.Drain().ShouldBeEmpty();

        for (var second = 0; second < 4 && _listener.Counters.Connections > 0; second++)
        {
            await _device.SendAsync(session, 9);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        (await _site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.IdleTimeout);
    }

    [Fact]
    public async Task Check_ViewerHasSpokenAgain_TheStreamAloneKeepsTheSession()
    {
        var session = await AskAsync();
        await StreamASecondAsync(session);
        await AskAsync();

        for (var second = 0; second < 200; second++)
            await StreamASecondAsync(session);

        _site.Events.Drain().ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(125));
        (await _site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.IdleTimeout);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _device.Dispose();
        _viewer.Dispose();
    }

    /// <summary>A datagram to the device; returns the session's address as the device sees it.</summary>
    private async Task<IPEndPoint> AskAsync()
    {
        var before = _listener.Counters.BytesIn;
        await _viewer.SendAsync(_listener.LocalEndPoint, 1);
        var (_, from) = await _device.ReceiveAsync();
        await Wait.UntilAsync(() => _listener.Counters.BytesIn == before + 1, "the count of the byte");
        return from;
    }

    private async Task StreamASecondAsync(IPEndPoint session)
    {
        var before = _listener.Counters.BytesOut;
        await _device.SendAsync(session, 9);
        await _viewer.ReceiveAsync();
        await Wait.UntilAsync(() => _listener.Counters.BytesOut == before + 1, "the count of the byte");
        _time.Advance(TimeSpan.FromSeconds(1));
    }
}
