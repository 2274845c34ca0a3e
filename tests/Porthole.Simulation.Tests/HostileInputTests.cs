using System.Net;
using System.Net.Sockets;
using System.Text;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests;

/// <summary>
/// Whatever is thrown at it, a simulation goes on, and disposing it throws nothing: a handler that failed would
/// show there.
/// </summary>
public sealed class HostileInputTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Datagrams_Random_NeverBreakTheRouter(int seed)
    {
        await using var router = await Loopback.StartRouterAsync(new() { AllowThirdParty = true });
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var random = new Random(seed);
        byte[][] patterns =
        [
            PcpClient.Map(8554, 20001, options: [.. PcpClient.ThirdParty(IPAddress.Parse("127.0.0.20")), .. PcpClient.PreferFailure]),
            PcpClient.Pcp(0, 0, IPAddress.Loopback),
            PcpClient.NatPmpMap(2, 8554, 20002, 600),
            [0, 0],
            Encoding.ASCII.GetBytes("M-SEARCH * HTTP/1.1\r\nMAN: \"ssdp:discover\"\r\nST: ssdp:all\r\n\r\n"),
        ];
        for (var i = 0; i < 1500; i++)
        {
            var datagram = Mutate(patterns[random.Next(patterns.Length)], random);
            await udp.SendAsync(datagram, new IPEndPoint(router.LanAddress, random.Next(2) == 0 ? router.PcpPort : router.SsdpPort), TestContext.Current.CancellationToken);
        }


        // The flood may still fill the socket: what is lost is asked again.
        byte[]? answer = null;
        for (var i = 0; i < 100 && answer is null; i++)
            answer = await router.AskPcpAsync([0, 0], patience: Wire.Silence);
        answer.ShouldNotBeNull();
        router.DropAllMappings();
        (await router.AddAsync(30001)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task HttpRequests_Random_NeverBreakTheRouter(int seed)
    {
        await using var router = await Loopback.StartRouterAsync();
        var random = new Random(seed);
        byte[][] patterns =
        [
            Encoding.UTF8.GetBytes(ControlPoint.Request(router, "AddPortMapping", [("NewExternalPort", "20001"), ("NewProtocol", "TCP"), ("NewInternalPort", "1"), ("NewInternalClient", "127.0.0.1")])),
            "GET /rootDesc.xml HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(),
            "SUBSCRIBE /evt/IPConn HTTP/1.1\r\nCALLBACK: <http://127.0.0.1:9/x>\r\nNT: upnp:event\r\nTIMEOUT: Second-300\r\n\r\n"u8.ToArray(),
        ];
        for (var i = 0; i < 150; i++)
            await ThrowAsync(router.EndPoint(), Mutate(patterns[random.Next(patterns.Length)], random));
        (await router.GetAsync("/rootDesc.xml")).ShouldNotBeNull().ShouldStartWith("HTTP/1.1 200");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task RtspAndWebRequests_Random_NeverBreakTheCamera(int seed)
    {
        await using var camera = SimulatedCamera.Start(new() { Address = Loopback.Next() });
        var random = new Random(seed);
        byte[][] patterns =
        [
            Encoding.ASCII.GetBytes($"SETUP {camera.StreamUrl}/track1 RTSP/1.0\r\nCSeq: 1\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\n\r\nPLAY {camera.StreamUrl} RTSP/1.0\r\nCSeq: 2\r\n\r\n"),
            Encoding.ASCII.GetBytes($"DESCRIBE {camera.StreamUrl} RTSP/1.0\r\nCSeq: 1\r\n\r\n$\u0001\u0000\u0004abcdTEARDOWN * RTSP/1.0\r\nCSeq: 2\r\n\r\n"),
            "GET /snapshot.jpg HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(),
        ];
        for (var i = 0; i < 150; i++)
            await ThrowAsync(new IPEndPoint(camera.Address, random.Next(2) == 0 ? camera.RtspPort : camera.HttpPort), Mutate(patterns[random.Next(patterns.Length)], random));
        using var client = await RtspClient.ConnectAsync(camera);
        await client.PlayAsync(camera);
        await Poll.UntilAsync(() => camera.Viewers == 1, "only the last viewer is left");
    }

    [Fact]
    public async Task Connections_ManyThatSayNothing_DoNotKeepOthersOut()
    {
        await using var router = await Loopback.StartRouterAsync();
        var idle = new List<Socket>();
        try
        {
            for (var i = 0; i < 200; i++)
                idle.Add(await Wire.ConnectAsync(router.EndPoint()));
            (await router.GetAsync("/rootDesc.xml")).ShouldNotBeNull();
        }
        finally
        {
            idle.ForEach(s => s.Dispose());
        }
    }

    /// <summary>Flips, cuts, doubles and inserts.</summary>
    private static byte[] Mutate(byte[] pattern, Random random)
    {
        var bytes = pattern.ToList();
        for (var i = random.Next(6); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(64), bytes.Count - at)));
                    break;
                default:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
            }
        }

        return [.. bytes];
    }

    private static async Task ThrowAsync(IPEndPoint to, byte[] bytes)
    {
        using var socket = await Wire.ConnectAsync(to);
        await socket.SendAsync(bytes, TestContext.Current.CancellationToken);
        socket.Shutdown(SocketShutdown.Send);
        await Wire.ReadToEndAsync(socket, TimeSpan.FromMilliseconds(20));
    }
}
