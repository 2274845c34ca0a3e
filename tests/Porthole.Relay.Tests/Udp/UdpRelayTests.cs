using System.Net;
using System.Net.Sockets;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Udp;

public sealed class UdpRelayTests
{
    private static UdpClient Peer() => new(new IPEndPoint(IPAddress.Loopback, 0));

    private static IPEndPoint EndPoint(UdpClient peer) => (IPEndPoint)peer.Client.LocalEndPoint!;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1400)]
    [InlineData(65507)]
    public async Task Relay_DatagramBothWays_ArrivesWhole(int length)
    {
        using var device = Peer();
        using var viewer = Peer();
        await using var site = new Site();
        var listener = site.Start(Site.Route(EndPoint(device), RelayTransport.Udp));
        var datagram = new byte[length];
        Random.Shared.NextBytes(datagram);

        await viewer.SendAsync(datagram, listener.LocalEndPoint);
        var request = await device.ReceiveAsync().InTimeAsync();
        await device.SendAsync(datagram, request.RemoteEndPoint);
        var answer = await viewer.ReceiveAsync().InTimeAsync();

        request.Buffer.ShouldBe(datagram);
        answer.Buffer.ShouldBe(datagram);
        answer.RemoteEndPoint.ShouldBe(listener.LocalEndPoint);
        await Wait.UntilAsync(() => listener.Counters == new RelayCounters(1, length, length, 1, 0), "the counters");
    }

    [Fact]
    public async Task Relay_TwoViewers_HaveASessionEach()
    {
        using var device = Peer();
        using var one = Peer();
        using var other = Peer();
        await using var site = new Site();
        var listener = site.Start(Site.Route(EndPoint(device), RelayTransport.Udp));

        await one.SendAsync(new byte[] { 1 }, listener.LocalEndPoint);
        var first = await device.ReceiveAsync().InTimeAsync();
        await other.SendAsync(new byte[] { 2 }, listener.LocalEndPoint);
        var second = await device.ReceiveAsync().InTimeAsync();
        await device.SendAsync(new byte[] { 22 }, second.RemoteEndPoint);
        await device.SendAsync(new byte[] { 11 }, first.RemoteEndPoint);

        (await one.ReceiveAsync().InTimeAsync()).Buffer.ShouldBe([11]);
        (await other.ReceiveAsync().InTimeAsync()).Buffer.ShouldBe([22]);
        listener.Sessions().Select(session => session.Source).ShouldBe([EndPoint(one), EndPoint(other)]);
    }

    [Fact]
    public async Task Check_SilentForTheSessionTime_SessionEnds()
    {
        var time = new ManualTime();
        using var device = Peer();
        using var viewer = Peer();
        await using var site = new Site(time: time);
        var listener = site.Start(Site.Route(EndPoint(device), RelayTransport.Udp));
        await viewer.SendAsync(new byte[] { 1 }, listener.LocalEndPoint);
        await device.ReceiveAsync().InTimeAsync();
        await Wait.UntilAsync(() => listener.Counters.BytesIn == 1, "the count of the byte");

        time.Advance(TimeSpan.FromSeconds(125));

        var ended = await site.Events.NextAsync<RelayEvent.SessionEnded>();
        ended.Reason.ShouldBe(RelayEnd.IdleTimeout);
        ended.Session.Source.ShouldBe(EndPoint(viewer));
        listener.Counters.Connections.ShouldBe(0);

        await viewer.SendAsync(new byte[] { 2 }, listener.LocalEndPoint);
        (await device.ReceiveAsync().InTimeAsync()).Buffer.ShouldBe([2]);
    }

    [Fact]
    public async Task Relay_DevicePortClosed_IsToldAndHeardAgainLater()
    {
        var device = Peer();
        var target = EndPoint(device);
        device.Dispose();
        using var viewer = Peer();
        await using var site = new Site();
        var listener = site.Start(Site.Route(target, RelayTransport.Udp));

        await viewer.SendAsync(new byte[] { 1 }, listener.LocalEndPoint);
        (await site.Events.NextAsync<RelayEvent.DeviceUnreachable>()).Target.ShouldBe(target);

        using var back = new UdpClient(target);
        await viewer.SendAsync(new byte[] { 2 }, listener.LocalEndPoint);
        var request = await back.ReceiveAsync().InTimeAsync();
        await back.SendAsync(new byte[] { 3 }, request.RemoteEndPoint);
        (await viewer.ReceiveAsync().InTimeAsync()).Buffer.ShouldBe([3]);
        await site.Events.NextAsync<RelayEvent.DeviceReachable>();
    }
}
