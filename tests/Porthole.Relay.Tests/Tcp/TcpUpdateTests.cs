using System.Net;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Tcp;

public sealed class TcpUpdateTests
{
    private static readonly IPAddress Second = IPAddress.Parse("127.0.0.2");

    [Fact]
    public async Task Update_NewTarget_IsForNewConnectionsOnly()
    {
        using var before = new Camera();
        using var after = new Camera();
        await using var site = new Site();
        var listener = site.Start(before);
        var (oldViewer, oldDevice) = await Site.JoinAsync(listener, before);

        listener.Update(listener.Route with { Target = after.EndPoint });
        var (newViewer, newDevice) = await Site.JoinAsync(listener, after);

        await oldViewer.PassAsync(oldDevice, listener);
        await newDevice.PassAsync(newViewer, listener);
        listener.Sessions().Select(session => session.Target).ShouldBe([before.EndPoint, after.EndPoint]);
    }

    [Fact]
    public async Task Update_NarrowerAllowList_EndsWhoIsNoLongerAllowedAndNobodyElse()
    {
        using var camera = new Camera();
        await using var site = new Site();
        var listener = site.Start(camera);
        var (first, firstDevice) = await Site.JoinAsync(listener, camera);
        var (second, secondDevice) = await Site.JoinAsync(listener, camera, Second);

        listener.Update(listener.Route with { AllowFrom = [IPNetwork.Parse("127.0.0.2/31")] });

        (await first.EndAsync()).ShouldBeNull();
        (await firstDevice.EndAsync()).ShouldBeNull();
        await second.PassAsync(secondDevice, listener);
        var ended = await site.Events.NextAsync<RelayEvent.SessionEnded>();
        ended.Reason.ShouldBe(RelayEnd.NotAllowed);
        ended.Session.Source.Address.ShouldBe(IPAddress.Loopback);
    }

    [Fact]
    public async Task Update_OfTheHostsAllowList_EndsWhoIsNoLongerAllowedOnEveryListener()
    {
        using var camera = new Camera();
        await using var site = new Site();
        var one = site.Start(camera);
        var other = site.Start(Site.Route(camera.EndPoint, id: "yard/rtsp"));
        var (first, _) = await Site.JoinAsync(one, camera);
        var (second, _) = await Site.JoinAsync(other, camera);
        var (stays, staysDevice) = await Site.JoinAsync(other, camera, Second);

        site.Host.Update(new RelayOptions { AllowFrom = [IPNetwork.Parse("127.0.0.2/32")] });

        (await first.EndAsync()).ShouldBeNull();
        (await second.EndAsync()).ShouldBeNull();
        await stays.PassAsync(staysDevice, other);
    }

    [Fact]
    public async Task Update_OfLimits_LeavesLiveConnectionsAlone()
    {
        using var camera = new Camera();
        await using var site = new Site();
        var listener = site.Start(camera);
        var (one, oneDevice) = await Site.JoinAsync(listener, camera);
        var (other, otherDevice) = await Site.JoinAsync(listener, camera);

        site.Host.Update(new RelayOptions { MaxConnections = 1, MaxConnectionsPerSource = 1, MaxConnectionsPerDevice = 1 });

        await one.PassAsync(oneDevice, listener);
        await otherDevice.PassAsync(other, listener);
        await TcpPeer.CallAsync(listener.LocalEndPoint);
        listener.RefusedFor(RelayRefusal.SourceLimit).ShouldBe(1);
    }

    [Fact]
    public async Task Update_ShorterIdleTime_HoldsForLiveConnections()
    {
        var time = new ManualTime();
        using var camera = new Camera();
        await using var site = new Site(time: time);
        var listener = site.Start(camera);
        var (viewer, device) = await Site.JoinAsync(listener, camera);
        await viewer.PassAsync(device, listener);

        site.Host.Update(new RelayOptions { IdleTimeout = TimeSpan.FromSeconds(10) });
        time.Advance(TimeSpan.FromSeconds(12));

        (await viewer.EndAsync()).ShouldBeNull();
        (await site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.IdleTimeout);
    }

    [Fact]
    public async Task Update_OfWhereToListen_IsAnotherListener()
    {
        using var camera = new Camera();
        await using var site = new Site();
        var listener = site.Start(camera);

        Should.Throw<ArgumentException>(() => listener.Update(listener.Route with { Listen = new IPEndPoint(IPAddress.Loopback, 1) }));
        Should.Throw<ArgumentException>(() => listener.Update(listener.Route with { Transport = RelayTransport.Udp }));
        Should.Throw<ArgumentException>(() => listener.Update(listener.Route with { Id = "yard/rtsp" }));
    }
}
