using System.Net;
using System.Net.Sockets;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Udp;

public sealed class UdpRelayTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1400)]
    [InlineData(65507)]
    public async Task Relay_DatagramBothWays_ArrivesWhole(int length)
    {
        using var device = new UdpPeer();
        using var viewer = new UdpPeer();
        await using var site = new Site();
        var listener = Start(site, device);
        var datagram = new byte[length];
        Random.Shared.NextBytes(datagram);

        await viewer.SendAsync(listener.LocalEndPoint, datagram);
        var request = await device.ReceiveAsync();
        await device.SendAsync(request.From, datagram);
        var answer = await viewer.ReceiveAsync();

        request.Bytes.ShouldBe(datagram);
        answer.Bytes.ShouldBe(datagram);
        answer.From.ShouldBe(listener.LocalEndPoint);
        await Wait.UntilAsync(() => listener.Counters == new RelayCounters(1, length, length, 1, 0), "the counters");
    }

    [Fact]
    public async Task Relay_TwoViewers_HaveASessionEach()
    {
        using var device = new UdpPeer();
        using var one = new UdpPeer();
        using var other = new UdpPeer();
        await using var site = new Site();
        var listener = Start(site, device);

        await one.SendAsync(listener.LocalEndPoint, 1);
        var first = await device.ReceiveAsync();
        await other.SendAsync(listener.LocalEndPoint, 2);
        var second = await device.ReceiveAsync();
        await device.SendAsync(second.From, 22);
        await device.SendAsync(first.From, 11);

        (await one.ReceiveAsync()).Bytes.ShouldBe([11]);
        (await other.ReceiveAsync()).Bytes.ShouldBe([22]);
        listener.Sessions().Select(session => session.Source).ShouldBe([one.EndPoint, other.EndPoint]);
    }

    [Fact]
    public async Task Relay_ManyViewersAtOnce_EachGetsItsOwnAnswers()
    {
        const int Viewers = 30;
        const int Rounds = 40;
        using var device = new UdpPeer();
        await using var site = new Site();
        var listener = Start(site, device);
        var echo = Task.Run(async () =>
        {
            for (var i = 0; i < Viewers * Rounds; i++)
            {
                var (bytes, from) = await device.ReceiveAsync();
                await device.SendAsync(from, bytes);
            }
        });

        await Task.WhenAll(Enumerable.Range(0, Viewers).Select(async number =>
        {
            using var viewer = new UdpPeer();
            for (var round = 0; round < Rounds; round++)
            {
                await viewer.SendAsync(listener.LocalEndPoint, (byte)number, (byte)round);
                (await viewer.ReceiveAsync()).Bytes.ShouldBe([(byte)number, (byte)round]);
            }
        }));

        await echo.InTimeAsync();
        listener.Counters.Accepted.ShouldBe(Viewers);
    }

    [Fact]
    public async Task Relay_DatagramOfAnotherSender_DoesNotReachTheViewer()
    {
        using var device = new UdpPeer();
        using var stranger = new UdpPeer();
        using var viewer = new UdpPeer();
        await using var site = new Site();
        var listener = Start(site, device);
        await viewer.SendAsync(listener.LocalEndPoint, 1);
        var request = await device.ReceiveAsync();

        await stranger.SendAsync(request.From, 66);
        await device.SendAsync(request.From, 2);

        (await viewer.ReceiveAsync()).Bytes.ShouldBe([2]);
        viewer.HasNothing.ShouldBeTrue();
    }

    [Fact]
    public async Task Relay_OverTheAddressForAll_IPv4SourceIsKnownAsIPv4()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var device = new UdpPeer();
        using var viewer = new UdpPeer();
        await using var site = new Site();
        var listener = site.Start(Site.Route(device.EndPoint, RelayTransport.Udp) with
        {
            Listen = new IPEndPoint(IPAddress.IPv6Any, 0),
            AllowFrom = [IPNetwork.Parse("127.0.0.0/8")],
        });

        await viewer.SendAsync(new IPEndPoint(IPAddress.Loopback, listener.LocalEndPoint.Port), 1);
        var request = await device.ReceiveAsync();
        await device.SendAsync(request.From, 2);

        (await viewer.ReceiveAsync()).Bytes.ShouldBe([2]);
        listener.Sessions().ShouldHaveSingleItem().Source.ShouldBe(viewer.EndPoint);
    }

    [Fact]
    public async Task Update_NewTarget_IsForNewSessionsOnly()
    {
        using var before = new UdpPeer();
        using var after = new UdpPeer();
        using var old = new UdpPeer();
        using var young = new UdpPeer();
        await using var site = new Site();
        var listener = Start(site, before);
        await old.SendAsync(listener.LocalEndPoint, 1);
        await before.ReceiveAsync();

        listener.Update(listener.Route with { Target = after.EndPoint });
        await old.SendAsync(listener.LocalEndPoint, 2);
        await young.SendAsync(listener.LocalEndPoint, 3);

        (await before.ReceiveAsync()).Bytes.ShouldBe([2]);
        (await after.ReceiveAsync()).Bytes.ShouldBe([3]);
    }

    [Fact]
    public async Task Dispose_LiveSessions_EndAtOnceAndThePortIsFree()
    {
        var time = new ManualTime();
        using var device = new UdpPeer();
        using var viewer = new UdpPeer();
        await using var site = new Site(new RelayOptions { DrainTimeout = TimeSpan.FromMinutes(5) }, time);
        var listener = Start(site, device);
        await viewer.SendAsync(listener.LocalEndPoint, 1);
        await device.ReceiveAsync();

        await listener.DisposeAsync().AsTask().InTimeAsync();

        (await site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.Stopped);
        listener.Counters.Connections.ShouldBe(0);
        site.Start(listener.Route with { Listen = listener.LocalEndPoint });
    }

    private static IRelayListener Start(Site site, UdpPeer device) => site.Start(Site.Route(device.EndPoint, RelayTransport.Udp));
}
