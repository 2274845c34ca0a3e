using System.Net;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Udp;

/// <summary>ICMP errors and other ways of failing that concern one datagram and must not concern the next.</summary>
public sealed class UdpErrorsTests
{
    [Fact]
    public async Task Relay_DevicePortClosed_IsToldOnceAndHeardAgainLater()
    {
        var device = new UdpPeer();
        device.Dispose();
        using var viewer = new UdpPeer();
        await using var site = new Site();
        var listener = site.Start(Site.Route(device.EndPoint, RelayTransport.Udp));

        await viewer.SendAsync(listener.LocalEndPoint, 1);
        (await site.Events.NextAsync<RelayEvent.DeviceUnreachable>()).Target.ShouldBe(device.EndPoint);
        await viewer.SendAsync(listener.LocalEndPoint, 1);

        using var back = new UdpPeer(device.EndPoint);
        await viewer.SendAsync(listener.LocalEndPoint, 2);
        var request = await back.ReceiveAsync();
        await back.SendAsync(request.From, 3);

        (await viewer.ReceiveAsync()).Bytes.ShouldBe([3]);
        await site.Events.NextAsync<RelayEvent.DeviceReachable>();
        listener.Counters.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Relay_DatagramAfterAnIcmpError_IsNotSwallowed()
    {
        var device = new UdpPeer();
        device.Dispose();
        using var viewer = new UdpPeer();
        await using var site = new Site();
        var listener = site.Start(Site.Route(device.EndPoint, RelayTransport.Udp));

        for (var round = 0; round < 20; round++)
        {
            // The port is closed for this datagram and open for the next.
            await viewer.SendAsync(listener.LocalEndPoint, 0);
            await Wait.UntilAsync(() => listener.Counters.BytesIn == (2 * round) + 1, "the datagram into nowhere");
            using var back = new UdpPeer(device.EndPoint);
            await viewer.SendAsync(listener.LocalEndPoint, (byte)round);
            (await back.ReceiveAsync()).Bytes.ShouldBe([(byte)round]);
            await Wait.UntilAsync(() => listener.Counters.BytesIn == (2 * round) + 2, "the count of the byte");
        }
    }

    [Fact]
    public async Task Relay_ViewerIsGone_TheOthersAreHeard()
    {
        using var device = new UdpPeer();
        var gone = new UdpPeer();
        using var viewer = new UdpPeer();
        await using var site = new Site();
        var listener = site.Start(Site.Route(device.EndPoint, RelayTransport.Udp));
        await gone.SendAsync(listener.LocalEndPoint, 1);
        var (_, session) = await device.ReceiveAsync();
        gone.Dispose();

        for (var i = 0; i < 20; i++)
        {
            await device.SendAsync(session, 66);
            await viewer.SendAsync(listener.LocalEndPoint, (byte)i);
            (await device.ReceiveAsync()).Bytes.ShouldBe([(byte)i]);
        }
    }

    [Fact]
    public async Task Relay_NoWayToTheDevice_IsToldAndTheNextViewerMayTry()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux refuses a broadcast address at once.");
        using var viewer = new UdpPeer();
        using var device = new UdpPeer();
        await using var site = new Site();
        var listener = site.Start(Site.Route(new IPEndPoint(IPAddress.Broadcast, 9), RelayTransport.Udp));

        await viewer.SendAsync(listener.LocalEndPoint, 1);
        await site.Events.NextAsync<RelayEvent.DeviceUnreachable>();
        (await site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.DeviceUnreachable);
        listener.Counters.Connections.ShouldBe(0);

        listener.Update(listener.Route with { Target = device.EndPoint });
        await viewer.SendAsync(listener.LocalEndPoint, 2);
        (await device.ReceiveAsync()).Bytes.ShouldBe([2]);
    }
}
