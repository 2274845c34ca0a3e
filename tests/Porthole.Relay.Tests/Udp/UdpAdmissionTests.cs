using System.Net;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Udp;

public sealed class UdpAdmissionTests
{
    [Fact]
    public async Task Relay_SourceNotAllowed_IsDroppedCountedAndTold()
    {
        using var device = new UdpPeer();
        using var stranger = UdpPeer.At("127.0.0.3");
        using var viewer = UdpPeer.At("127.0.0.2");
        await using var site = new Site();
        var listener = site.Start(Site.Route(device.EndPoint, RelayTransport.Udp) with { AllowFrom = [IPNetwork.Parse("127.0.0.2/32")] });

        await stranger.SendAsync(listener.LocalEndPoint, 66);
        await viewer.SendAsync(listener.LocalEndPoint, 1);

        (await device.ReceiveAsync()).Bytes.ShouldBe([1]);
        listener.RefusedFor(RelayRefusal.NotAllowed).ShouldBe(1);
        (await site.Events.NextAsync<RelayEvent.Refused>()).Source.ShouldBe(IPAddress.Parse("127.0.0.3"));
    }

    [Fact]
    public async Task Relay_OneSessionTooManyOfASource_IsRefusedWhileTheOthersGoOn()
    {
        using var device = new UdpPeer();
        using var first = new UdpPeer();
        using var second = new UdpPeer();
        using var third = new UdpPeer();
        await using var site = new Site(new RelayOptions { MaxConnectionsPerSource = 2 });
        var listener = site.Start(Site.Route(device.EndPoint, RelayTransport.Udp));

        foreach (var viewer in new[] { first, second, third, first })
            await viewer.SendAsync(listener.LocalEndPoint, 1);

        (await site.Events.NextAsync<RelayEvent.Refused>()).Reason.ShouldBe(RelayRefusal.SourceLimit);
        for (var i = 0; i < 3; i++)
            await device.ReceiveAsync();
        listener.Counters.Connections.ShouldBe(2);
        listener.RefusedFor(RelayRefusal.SourceLimit).ShouldBe(1);
    }

    [Fact]
    public async Task Relay_LimitReached_TheSessionThatNeverAnsweredGivesItsPlace()
    {
        var time = new ManualTime();
        using var device = new UdpPeer();
        using var served = UdpPeer.At("127.0.0.2");
        using var silent = UdpPeer.At("127.0.0.3");
        using var newcomer = UdpPeer.At("127.0.0.4");
        await using var site = new Site(new RelayOptions { MaxConnectionsPerDevice = 2 }, time);
        var listener = site.Start(Site.Route(device.EndPoint, RelayTransport.Udp));
        await TalkAsync(served, device, listener);
        await silent.SendAsync(listener.LocalEndPoint, 1);
        await device.ReceiveAsync();
        time.Advance(TimeSpan.FromSeconds(6));

        await newcomer.SendAsync(listener.LocalEndPoint, 3);

        (await device.ReceiveAsync()).Bytes.ShouldBe([3]);
        var ended = await site.Events.NextAsync<RelayEvent.SessionEnded>();
        ended.Reason.ShouldBe(RelayEnd.Displaced);
        ended.Session.Source.ShouldBe(silent.EndPoint);
        await TalkAsync(served, device, listener);
    }

    [Fact]
    public async Task Update_NarrowerAllowList_EndsTheSession()
    {
        using var device = new UdpPeer();
        using var viewer = new UdpPeer();
        await using var site = new Site();
        var listener = site.Start(Site.Route(device.EndPoint, RelayTransport.Udp));
        await viewer.SendAsync(listener.LocalEndPoint, 1);
        await device.ReceiveAsync();

        listener.Update(listener.Route with { AllowFrom = [] });

        (await site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.NotAllowed);
    }

    /// <summary>Ask, answer, ask: after it the viewer is known to be there.</summary>
    private static async Task TalkAsync(UdpPeer viewer, UdpPeer device, IRelayListener listener)
    {
        for (var i = 0; i < 2; i++)
        {
            var before = listener.Counters;
            await viewer.SendAsync(listener.LocalEndPoint, 1);
            var (_, session) = await device.ReceiveAsync();
            await device.SendAsync(session, 2);
            await viewer.ReceiveAsync();
            await Wait.UntilAsync(() => listener.Counters.BytesOut == before.BytesOut + 1, "the count of the byte");
        }
    }
}
