using System.Net;
using System.Net.Sockets;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Tcp;

public sealed class TcpRelayTests
{
    [Fact]
    public async Task Relay_BytesBothWays_ArriveWholeAndAreCounted()
    {
        using var camera = new Camera();
        await using var site = new Site();
        var listener = site.Start(camera);
        var (viewer, device) = await Site.JoinAsync(listener, camera);
        var request = new byte[300_000];
        var answer = new byte[2_000_000];
        Random.Shared.NextBytes(request);
        Random.Shared.NextBytes(answer);

        var sending = Task.WhenAll(viewer.SendAsync(request), device.SendAsync(answer));
        var received = await Task.WhenAll(device.ReceiveAsync(request.Length), viewer.ReceiveAsync(answer.Length));
        await sending;

        received[0].ShouldBe(request);
        received[1].ShouldBe(answer);
        await Wait.UntilAsync(() => listener.Counters == new RelayCounters(1, request.Length, answer.Length, 1, 0), "the counters");
    }

    [Fact]
    public async Task Relay_ViewerFinishes_DeviceIsToldAndMayGoOn()
    {
        using var camera = new Camera();
        await using var site = new Site();
        var (viewer, device) = await Site.JoinAsync(site.Start(camera), camera);

        await viewer.SendAsync(1, 2, 3);
        viewer.Finish();
        (await device.ReceiveAsync(3)).ShouldBe([1, 2, 3]);
        (await device.EndAsync()).ShouldBeNull();
        await device.SendAsync(4, 5);
        device.Finish();

        (await viewer.ReceiveAsync(2)).ShouldBe([4, 5]);
        (await viewer.EndAsync()).ShouldBeNull();
        var ended = await site.Events.NextAsync<RelayEvent.SessionEnded>();
        ended.Reason.ShouldBe(RelayEnd.Completed);
        ended.Session.BytesIn.ShouldBe(3);
        ended.Session.BytesOut.ShouldBe(2);
    }

    [Fact]
    public async Task Relay_DeviceRefuses_IsToldOnceAndTheViewerIsReset()
    {
        var camera = new Camera();
        camera.Dispose();
        await using var site = new Site();
        var listener = site.Start(camera);

        for (var i = 0; i < 3; i++)
            (await TcpPeer.CallAsync(listener.LocalEndPoint)).ShouldBe(SocketError.ConnectionReset);

        await Wait.UntilAsync(() => listener.Counters.Connections == 0 && listener.Counters.Accepted == 3, "three ends");
        var events = site.Events.Drain();
        events.OfType<RelayEvent.DeviceUnreachable>().ShouldHaveSingleItem().Target.ShouldBe(camera.EndPoint);
    }

    [Fact]
    public async Task Relay_SourceNotAllowed_IsClosedBeforeTheDeviceHears()
    {
        using var camera = new Camera();
        await using var site = new Site();
        var listener = site.Start(Site.Route(camera.EndPoint) with { AllowFrom = [IPNetwork.Parse("127.0.0.2/32")] });

        (await TcpPeer.CallAsync(listener.LocalEndPoint)).ShouldBe(SocketError.ConnectionReset);
        camera.HasCaller.ShouldBeFalse();
        var refused = await site.Events.NextAsync<RelayEvent.Refused>();
        refused.ShouldBe(new RelayEvent.Refused("front-door/rtsp", IPAddress.Loopback, RelayRefusal.NotAllowed, 1));
        listener.RefusedFor(RelayRefusal.NotAllowed).ShouldBe(1);

        var (viewer, device) = await Site.JoinAsync(listener, camera, IPAddress.Parse("127.0.0.2"));
        await viewer.SendAsync(1);
        (await device.ReceiveAsync(1)).ShouldBe([1]);
    }

    [Fact]
    public async Task Dispose_LiveConnection_ClosesThePortAtOnceAndEndsItInOrder()
    {
        using var camera = new Camera();
        await using var site = new Site(new RelayOptions { DrainTimeout = TimeSpan.FromMilliseconds(200) });
        var listener = site.Start(camera);
        var (viewer, device) = await Site.JoinAsync(listener, camera);
        await viewer.SendAsync(1);
        await device.ReceiveAsync(1);

        var stop = listener.DisposeAsync();
        var again = site.Host.Start(Site.Route(camera.EndPoint) with { Listen = listener.LocalEndPoint });
        await stop.AsTask().InTimeAsync();

        again.ShouldBeOfType<RelayStart.Listening>();
        (await viewer.EndAsync()).ShouldBeNull();
        (await device.EndAsync()).ShouldBeNull();
        (await site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.Stopped);
        listener.Counters.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Dispose_ConnectionThatEndsByItself_IsLeftInPeace()
    {
        using var camera = new Camera();
        await using var site = new Site(new RelayOptions { DrainTimeout = TimeSpan.FromMinutes(5) });
        var listener = site.Start(camera);
        var (viewer, device) = await Site.JoinAsync(listener, camera);

        var stop = listener.DisposeAsync();
        await device.SendAsync(1, 2);
        device.Finish();
        (await viewer.ReceiveAsync(2)).ShouldBe([1, 2]);
        viewer.Finish();
        await stop.AsTask().InTimeAsync();

        (await site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.Completed);
    }
}
