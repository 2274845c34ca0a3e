using System.Net.Sockets;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Tcp;

public sealed class TcpTimesTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Check_IdleForTheIdleTime_EndsInOrder()
    {
        using var camera = new Camera();
        await using var site = new Site(time: _time);
        var listener = site.Start(camera);
        var (viewer, device) = await Site.JoinAsync(listener, camera);
        await viewer.PassAsync(device, listener);

        _time.Advance(TimeSpan.FromMinutes(9));
        await viewer.PassAsync(device, listener);
        _time.Advance(TimeSpan.FromMinutes(9));
        site.Events.Drain().ShouldBeEmpty();
        _time.Advance(TimeSpan.FromMinutes(2));

        (await viewer.EndAsync()).ShouldBeNull();
        (await device.EndAsync()).ShouldBeNull();
        (await site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.IdleTimeout);
    }

    [Fact]
    public async Task Check_HalfClosed_AnyByteStartsItsTimeAnew()
    {
        using var camera = new Camera();
        await using var site = new Site(time: _time);
        var listener = site.Start(camera);
        var (viewer, device) = await Site.JoinAsync(listener, camera);
        viewer.Finish();
        (await device.EndAsync()).ShouldBeNull();

        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(25));
            await device.PassAsync(viewer, listener);
        }

        site.Events.Drain().ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(35));

        (await viewer.EndAsync()).ShouldBeNull();
        (await site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.HalfCloseTimeout);
    }

    [Fact]
    public async Task Check_ViewerNeverReads_IsCutAfterTheStallTime()
    {
        using var camera = new Camera();
        await using var site = new Site(time: _time);
        var listener = site.Start(camera);
        var (viewer, device) = await Site.JoinAsync(listener, camera);
        var flood = FloodAsync(device);
        await StandsStillAsync(() => listener.Counters.BytesOut);

        _time.Advance(TimeSpan.FromSeconds(32));

        (await viewer.EndAsync()).ShouldBe(SocketError.ConnectionReset);
        await flood.InTimeAsync();
        (await site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.ViewerStalled);
    }

    private static async Task FloodAsync(TcpPeer from)
    {
        var bytes = new byte[65536];
        try
        {
            while (true)
                await from.Socket.SendAsync(bytes);
        }
        catch (SocketException)
        {
            // The relay cut it off.
        }
    }

    /// <summary>Waits until a counter has moved and then stood still for half a second.</summary>
    private static async Task StandsStillAsync(Func<long> counter)
    {
        var last = 0L;
        var still = 0;
        await Wait.UntilAsync(
            () =>
            {
                still = counter() == last && last > 0 ? still + 1 : 0;
                last = counter();
                return still > 100;
            },
            "a full pipe");
    }
}
