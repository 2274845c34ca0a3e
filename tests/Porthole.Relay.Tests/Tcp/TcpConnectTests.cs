using System.Net;
using System.Net.Sockets;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Tcp;

/// <summary>What happens while the device has not accepted yet.</summary>
public sealed class TcpConnectTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Connect_DeviceNeverAnswers_ViewerIsResetAfterTheConnectTime()
    {
        using var camera = new FullCamera();
        await using var site = new Site(time: _time);
        var listener = site.Start(Site.Route(camera.EndPoint));
        using var viewer = await TcpPeer.ConnectAsync(listener.LocalEndPoint);
        await Wait.UntilAsync(() => listener.Counters.Connections == 1, "the session");

        _time.Advance(TimeSpan.FromSeconds(4));
        site.Events.Drain().ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(2));

        (await viewer.EndAsync()).ShouldBe(SocketError.ConnectionReset);
        (await site.Events.NextAsync<RelayEvent.DeviceUnreachable>()).Evidence.ShouldContain("00:00:05");
        (await site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.ConnectTimeout);
        listener.Counters.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Connect_DeviceIsBack_IsToldOnce()
    {
        var camera = new Camera();
        camera.Dispose();
        await using var site = new Site();
        var listener = site.Start(camera);
        await TcpPeer.CallAsync(listener.LocalEndPoint);
        await site.Events.NextAsync<RelayEvent.DeviceUnreachable>();

        using var back = new Camera(camera.EndPoint);
        for (var i = 0; i < 2; i++)
        {
            var (viewer, device) = await Site.JoinAsync(listener, back);
            await viewer.PassAsync(device, listener);
        }

        site.Events.Drain().OfType<RelayEvent.DeviceReachable>().ShouldHaveSingleItem().RouteId.ShouldBe("front-door/rtsp");
    }

    [Fact]
    public async Task Connect_DeviceIsStillAwayMuchLater_IsToldAgain()
    {
        var camera = new Camera();
        camera.Dispose();
        await using var site = new Site(time: _time);
        var listener = site.Start(camera);
        await TcpPeer.CallAsync(listener.LocalEndPoint);
        await site.Events.NextAsync<RelayEvent.DeviceUnreachable>();

        _time.Advance(TimeSpan.FromMinutes(10));
        await TcpPeer.CallAsync(listener.LocalEndPoint);

        await site.Events.NextAsync<RelayEvent.DeviceUnreachable>();
    }

    [Fact]
    public async Task Connect_ViewerFinishesMeanwhile_DeviceGetsTheBytesAndTheEnd()
    {
        using var camera = new FullCamera();
        await using var site = new Site(time: _time);
        var listener = site.Start(Site.Route(camera.EndPoint));
        using var viewer = await TcpPeer.ConnectAsync(listener.LocalEndPoint);
        await viewer.SendAsync(1, 2, 3);
        viewer.Finish();

        using var device = await camera.AcceptAsync();

        (await device.ReceiveAsync(3)).ShouldBe([1, 2, 3]);
        (await device.EndAsync()).ShouldBeNull();
        await device.SendAsync(4);
        (await viewer.ReceiveAsync(1)).ShouldBe([4]);
    }

    [Fact]
    public async Task Connect_ViewerIsResetMeanwhile_DeviceIsReset()
    {
        using var camera = new FullCamera();
        await using var site = new Site(time: _time);
        var listener = site.Start(Site.Route(camera.EndPoint));
        using var viewer = await TcpPeer.ConnectAsync(listener.LocalEndPoint);
        await Wait.UntilAsync(() => listener.Counters.Connections == 1, "the session");

        viewer.Reset();
        using var device = await camera.AcceptAsync();

        (await device.EndAsync()).ShouldBe(SocketError.ConnectionReset);
        (await site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.ViewerFailed);
    }

    [Fact]
    public async Task Connect_SourceIsForbiddenMeanwhile_EndsWithoutWaiting()
    {
        using var camera = new FullCamera();
        await using var site = new Site(time: _time);
        var listener = site.Start(Site.Route(camera.EndPoint));
        using var viewer = await TcpPeer.ConnectAsync(listener.LocalEndPoint);
        await Wait.UntilAsync(() => listener.Counters.Connections == 1, "the session");

        listener.Update(listener.Route with { AllowFrom = [] });

        (await viewer.EndAsync()).ShouldBeNull();
        (await site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.NotAllowed);
        site.Events.Drain().ShouldBeEmpty();
    }

    [Fact]
    public async Task Connect_ListenerStopsMeanwhile_Ends()
    {
        using var camera = new FullCamera();
        await using var site = new Site(new RelayOptions { DrainTimeout = TimeSpan.Zero }, _time);
        var listener = site.Start(Site.Route(camera.EndPoint));
        using var viewer = await TcpPeer.ConnectAsync(listener.LocalEndPoint);
        await Wait.UntilAsync(() => listener.Counters.Connections == 1, "the session");

        await listener.DisposeAsync().AsTask().InTimeAsync();

        (await viewer.EndAsync()).ShouldBeNull();
        (await site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.Stopped);
    }

    [Fact]
    public async Task Connect_IPv6ViewerToIPv4Device_IsCarried()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var camera = new Camera();
        await using var site = new Site();
        var listener = site.Start(Site.Route(camera.EndPoint) with { Listen = new IPEndPoint(IPAddress.IPv6Loopback, 0) });

        var (viewer, device) = await Site.JoinAsync(listener, camera);

        await viewer.PassAsync(device, listener);
        listener.Sessions().ShouldHaveSingleItem().Source.Address.ShouldBe(IPAddress.IPv6Loopback);
    }

    [Fact]
    public async Task Connect_OverTheAddressForAll_IPv4SourceIsKnownAsIPv4()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var camera = new Camera();
        await using var site = new Site();
        var listener = site.Start(Site.Route(camera.EndPoint) with
        {
            Listen = new IPEndPoint(IPAddress.IPv6Any, 0),
            AllowFrom = [IPNetwork.Parse("127.0.0.0/8")],
        });
        var entrance = new IPEndPoint(IPAddress.Loopback, listener.LocalEndPoint.Port);

        using var viewer = await TcpPeer.ConnectAsync(entrance);
        using var device = await camera.AcceptAsync();

        await viewer.PassAsync(device, listener);
        listener.Sessions().ShouldHaveSingleItem().Source.ShouldBe((IPEndPoint)viewer.Socket.LocalEndPoint!);
        (await TcpPeer.CallAsync(new IPEndPoint(IPAddress.IPv6Loopback, entrance.Port))).ShouldBe(SocketError.ConnectionReset);
    }
}
