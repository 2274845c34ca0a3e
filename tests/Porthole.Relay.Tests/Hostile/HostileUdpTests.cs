using System.Net;
using System.Net.Sockets;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Hostile;

public sealed class HostileUdpTests
{
    [Fact]
    public async Task Flood_From5000Sources_ViewerKeepsItsSession()
    {
        var time = new ManualTime();
        using var device = new UdpPeer();
        using var viewer = UdpPeer.At("127.0.0.2");
        await using var site = new Site(time: time);
        var listener = site.Start(Site.Route(device.EndPoint, RelayTransport.Udp));
        var session = await AskAsync(viewer, device, listener);
        await AskAsync(viewer, device, listener);

        for (var i = 0; i < 5000; i++)
        {
            using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            stranger.Bind(new IPEndPoint(new IPAddress([127, 1, (byte)(i / 250), (byte)(i % 250)]), 0));
            await stranger.SendToAsync(new byte[] { 66 }, listener.LocalEndPoint);
            if (i % 250 == 0)
            {
                await AnsweredAsync(listener, i + 2);
                time.Advance(TimeSpan.FromSeconds(6));
                await device.SendAsync(session, 7);
                (await viewer.ReceiveAsync()).Bytes.ShouldBe([7]);
            }
        }

        await AnsweredAsync(listener, 5001);
        listener.Counters.Connections.ShouldBeLessThanOrEqualTo(32);
        listener.Sessions().ShouldContain(live => live.Source.Equals(viewer.EndPoint));
    }

    [Fact]
    public async Task Flood_FromOneSource_IsHeldToItsSessions()
    {
        using var device = new UdpPeer();
        using var viewer = UdpPeer.At("127.0.0.2");
        await using var site = new Site(new RelayOptions { MaxConnectionsPerSource = 8 }, new ManualTime());
        var listener = site.Start(Site.Route(device.EndPoint, RelayTransport.Udp));

        // Each is kept, so that the system does not give its port to another.
        var ports = Enumerable.Range(0, 1000).Select(_ => UdpPeer.At("127.0.0.3")).ToList();
        for (var i = 0; i < ports.Count; i++)
        {
            await ports[i].SendAsync(listener.LocalEndPoint, 66);
            if (i % 250 == 249)
                await AnsweredAsync(listener, i + 1);
        }

        listener.Counters.Connections.ShouldBeLessThanOrEqualTo(8);
        await AskAsync(viewer, device, listener);
        ports.ForEach(port => port.Dispose());
    }

    /// <summary>Waits until so many strangers have been let in or turned away: more than a few hundred at once may not fit the socket's buffer.</summary>
    private static Task AnsweredAsync(IRelayListener listener, int count) =>
        Wait.UntilAsync(() => listener.Counters is { Accepted: var accepted, Refused: var refused } && accepted + refused == count, "every datagram's answer");

    /// <summary>Ask and answer; returns the session's address as the device sees it.</summary>
    private static async Task<IPEndPoint> AskAsync(UdpPeer viewer, UdpPeer device, IRelayListener listener)
    {
        await viewer.SendAsync(listener.LocalEndPoint, 1);
        var (bytes, session) = await device.ReceiveAsync();
        while (bytes[0] != 1)
            (bytes, session) = await device.ReceiveAsync();

        var before = listener.Counters.BytesOut;
        await device.SendAsync(session, 2);
        (await viewer.ReceiveAsync()).Bytes.ShouldBe([2]);
        await Wait.UntilAsync(() => listener.Counters.BytesOut == before + 1, "the count of the byte");
        return session;
    }
}
