using System.Net;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Listening;

public sealed class HostTests
{
    [Fact]
    public async Task Dispose_SeveralListeners_EndsAllAndTheEvents()
    {
        using var camera = new Camera();
        var site = new Site(new RelayOptions { DrainTimeout = TimeSpan.Zero });
        var one = site.Start(camera);
        var other = site.Start(Site.Route(camera.EndPoint, id: "yard/rtsp"));
        var udp = site.Start(Site.Route(camera.EndPoint, RelayTransport.Udp, "gate/rtp"));
        var (first, _) = await Site.JoinAsync(one, camera);
        var (second, _) = await Site.JoinAsync(other, camera);

        await site.DisposeAsync();

        (await first.EndAsync()).ShouldBeNull();
        (await second.EndAsync()).ShouldBeNull();
        site.Events.Drain().OfType<RelayEvent.SessionEnded>().Select(ended => ended.RouteId).Order().ShouldBe(["front-door/rtsp", "yard/rtsp"]);
        site.Events.Completion.IsCompleted.ShouldBeTrue();
        new[] { one, other, udp }.Sum(listener => listener.Counters.Connections).ShouldBe(0);
        Should.Throw<ObjectDisposedException>(() => site.Host.Start(one.Route));
    }

    [Fact]
    public async Task Dispose_Twice_BothWaitForTheEnd()
    {
        using var camera = new Camera();
        await using var site = new Site();
        var listener = site.Start(camera);
        var (viewer, device) = await Site.JoinAsync(listener, camera);

        var stops = new[] { listener.DisposeAsync().AsTask(), listener.DisposeAsync().AsTask(), site.Host.DisposeAsync().AsTask() };
        viewer.Finish();
        device.Finish();

        await Task.WhenAll(stops).InTimeAsync();
    }

    [Fact]
    public async Task Dispose_CalledBack_IsNotOnTheThreadOfTheSockets()
    {
        var time = new ManualTime();
        using var camera = new Camera();
        await using var site = new Site(time: time);
        var listener = site.Start(camera);
        var (viewer, device) = await Site.JoinAsync(listener, camera);
        await viewer.PassAsync(device, listener);
        var stop = listener.DisposeAsync().AsTask();
        await Wait.UntilAsync(() => time.Timers == 2, "the host's timer and that of the drain");

        // Blocks the thread it continues on. A relay that goes on meanwhile shows that it was not the sockets' own.
        using var blocks = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var blocked = stop.ContinueWith(
            _ =>
            {
                blocks.Set();
                return release.Wait(Wait.Bound);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        viewer.Finish();
        device.Finish();
        await Wait.UntilAsync(() => blocks.IsSet, "the end of the listener");

        var (next, nextDevice) = await Site.JoinAsync(site.Start(camera), camera);
        await next.SendAsync(1);
        (await nextDevice.ReceiveAsync(1)).ShouldBe([1]);
        release.Set();
        (await blocked.InTimeAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Start_RouteWithoutATargetPort_IsABug()
    {
        await using var site = new Site();

        Should.Throw<ArgumentOutOfRangeException>(() => site.Host.Start(Site.Route(new IPEndPoint(IPAddress.Loopback, 0))));
    }

    [Fact]
    public async Task Blocked_GuesserOverTcp_IsToldShownAndLetInAgain()
    {
        using var camera = new Camera();
        await using var site = new Site(new RelayOptions { MaxFailuresPerSource = 3 });
        var listener = site.Start(camera);
        for (var i = 0; i < 3; i++)
        {
            var (guesser, device) = await Site.JoinAsync(listener, camera);
            await guesser.SendAsync(1);
            await device.ReceiveAsync(1);
            await device.SendAsync(2);
            device.Finish();
            (await guesser.EndAsync()).ShouldBeNull();
            guesser.Finish();
            await site.Events.NextAsync<RelayEvent.SessionEnded>();
        }

        (await site.Events.NextAsync<RelayEvent.Blocked>()).Source.ShouldBe(IPAddress.Loopback);
        await TcpPeer.CallAsync(listener.LocalEndPoint);
        (await site.Events.NextAsync<RelayEvent.Refused>()).Reason.ShouldBe(RelayRefusal.Blocked);
        site.Host.Blocked().ShouldHaveSingleItem().Source.ShouldBe(IPAddress.Loopback);

        site.Host.Unblock(IPAddress.Loopback).ShouldBeTrue();
        var (viewer, served) = await Site.JoinAsync(listener, camera);
        await viewer.PassAsync(served, listener);
    }

    [Fact]
    public async Task Blocked_DeviceHangsUpWithoutAWord_IsNotTheViewersFault()
    {
        using var camera = new Camera();
        await using var site = new Site(new RelayOptions { MaxFailuresPerSource = 3 });
        var listener = site.Start(camera);

        for (var i = 0; i < 6; i++)
        {
            var (viewer, device) = await Site.JoinAsync(listener, camera);
            device.Finish();
            (await viewer.EndAsync()).ShouldBeNull();
            viewer.Finish();
            await site.Events.NextAsync<RelayEvent.SessionEnded>();
        }

        site.Host.Blocked().ShouldBeEmpty();
    }
}
