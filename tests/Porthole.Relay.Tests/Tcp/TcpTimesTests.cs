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

    [Theory]
    [InlineData(RelayEnd.ViewerStalled)]
    [InlineData(RelayEnd.DeviceStalled)]
    public async Task Check_OneSideNeverReads_IsCutAfterTheStallTime(RelayEnd expected)
    {
        using var camera = new Camera();
        await using var site = new Site(time: _time);
        var listener = site.Start(camera);
        var (viewer, device) = await Site.JoinAsync(listener, camera);
        var (sender, silent) = expected == RelayEnd.ViewerStalled ? (device, viewer) : (viewer, device);
        var flood = FloodAsync(sender);
        await Pipes.AreFullAsync(listener);

        _time.Advance(TimeSpan.FromSeconds(29));
        site.Events.Drain().ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(3));

        (await silent.EndAsync()).ShouldBe(SocketError.ConnectionReset);
        await flood.InTimeAsync();
        (await site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(expected);
    }

    [Fact]
    public async Task Check_SlowReader_IsNotCut()
    {
        using var camera = new Camera();
        await using var site = new Site(time: _time);
        var listener = site.Start(camera);
        var (viewer, device) = await Site.JoinAsync(listener, camera);
        var flood = FloodAsync(device);

        for (var i = 0; i < 4; i++)
        {
            await Pipes.AreFullAsync(listener);
            _time.Advance(TimeSpan.FromSeconds(25));

            // Enough for the system to take at least one more piece from the relay.
            var before = listener.Counters.BytesOut;
            while (listener.Counters.BytesOut == before)
                await viewer.ReceiveAsync(100_000);
        }

        site.Events.Drain().ShouldBeEmpty();
        viewer.Reset();
        await flood.InTimeAsync();
    }

    [Fact]
    public async Task Check_QuietForLongThenBusy_IsNotTakenForStalled()
    {
        using var camera = new Camera();
        await using var site = new Site(time: _time);
        var listener = site.Start(camera);
        var (viewer, device) = await Site.JoinAsync(listener, camera);
        await device.PassAsync(viewer, listener);
        _time.Advance(TimeSpan.FromMinutes(5));

        var flood = FloodAsync(device);
        await Pipes.AreFullAsync(listener);
        _time.Advance(TimeSpan.FromSeconds(5));

        site.Events.Drain().ShouldBeEmpty();
        viewer.Reset();
        await flood.InTimeAsync();
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
}
