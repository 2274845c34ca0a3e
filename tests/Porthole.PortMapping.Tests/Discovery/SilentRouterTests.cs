using System.Net;
using System.Net.Sockets;
using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.Tests.Pcp;
using Porthole.PortMapping.Upnp.Http;

namespace Porthole.PortMapping.Tests.Discovery;

/// <summary>What a router that answers nothing has to put up with.</summary>
public sealed class SilentRouterTests
{
    // The multicast copy of each M-SEARCH, which loopback does not carry, comes on top of what is counted here.
    private const int Limit = 20;

    private static ReadOnlySpan<byte> Mark => "mark"u8;

    [Fact]
    public async Task Session_IdleHour_SendsFewerThanTwentyPacketsInAll()
    {
        var time = new ManualTime();
        await using var mappings = new LoopbackGateway(_ => []);
        await using var ssdp = new LoopbackGateway(_ => []);
        await using var web = new KnockCounter();
        var options = mappings.Options(MappingProtocol.Pcp, MappingProtocol.NatPmp, MappingProtocol.UpnpIgd) with
        {
            SsdpPort = ssdp.Port,
            Remembered = new RememberedGateway(new Uri($"http://127.0.0.1:{web.Port}/rootDesc.xml")),
        };
        await using var sut = new GatewaySession(LoopbackGateway.Gateway, options, time);
        sut.Start();
        await time.RunAsync(TimeSpan.FromHours(1));
        var (pcpBefore, searchesBefore, knocksBefore) = (await CountAsync(mappings), await CountAsync(ssdp), await web.CountAsync());

        await time.RunAsync(TimeSpan.FromHours(1));

        var pcp = await CountAsync(mappings) - pcpBefore;
        var searches = await CountAsync(ssdp) - searchesBefore;
        var knocks = await web.CountAsync() - knocksBefore;
        pcp.ShouldBeInRange(6, 8);
        searches.ShouldBeInRange(3, 4);
        knocks.ShouldBeInRange(1, 2);
        (pcp + (2 * searches) + knocks).ShouldBeLessThan(Limit);
    }

    /// <summary>A host that is off leaves a SYN unanswered, and the system sends it again after a second: by then the look has given up.</summary>
    [Fact]
    public async Task GetAsync_ConnectWithinLessThanASecond_GivesUpBeforeTheSecondSyn()
    {
        var time = new ManualTime();
        var identity = GatewayIdentity.OfSystem(LoopbackGateway.Gateway, time);
        var sut = new RouterHttpClient(LoopbackGateway.Gateway, new GatewayPin(identity), time, HttpBounds.Default);
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        using var taker = new TcpClient();
        await taker.ConnectAsync((IPEndPoint)full.LocalEndPoint!);

        // The queue of connections is full: Linux drops every further SYN, as if the host were off.
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)full.LocalEndPoint!).Port}/");
        var pending = sut.SendAsync(new HttpRequest("GET", url) { ConnectWithin = TimeSpan.FromMilliseconds(900) }, CancellationToken.None).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(899));
        pending.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));

        (await pending).Failure.ShouldBe(HttpFailure.Timeout);
    }

    [Fact]
    public async Task Session_EverythingFoundAndHeard_IdleHourSendsNothing()
    {
        var time = new ManualTime();
        await using var mappings = new LoopbackGateway(request => PcpServerMirror.IsPcp(request) ? [PcpServerMirror.Reply(request)] : []);
        await using var sut = new GatewaySession(LoopbackGateway.Gateway, mappings.Options(MappingProtocol.Pcp), time);
        sut.Start();
        await Eventually.Next<GatewayEvent.SearchEnded>(sut.Events);
        var before = await CountAsync(mappings);

        for (var half = 0; half < 2; half++)
        {
            ((IProbeSink)sut).Spoke();
            time.Advance(TimeSpan.FromMinutes(30));
        }

        (await CountAsync(mappings)).ShouldBe(before);

        // Silent for longer than it may be, it is asked.
        time.Advance(TimeSpan.FromMinutes(10));
        await Eventually.True(() => mappings.Received.Count(datagram => !IsMark(datagram)) > before, "it is asked");
    }

    /// <summary>A web server that counts connections and hangs up.</summary>
    private sealed class KnockCounter : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _accepting;
        private int _count;

        public KnockCounter()
        {
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        /// <summary>How many came. They are accepted in order, so that one of our own comes behind all others, and does not count.</summary>
        public async Task<int> CountAsync()
        {
            using var own = new TcpClient();
            await own.ConnectAsync(IPAddress.Loopback, Port);
            await own.GetStream().ReadExactlyAsync(new byte[1]);
            return Interlocked.Decrement(ref _count);
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    using var socket = await _listener.AcceptSocketAsync(_stop.Token);
                    Interlocked.Increment(ref _count);

                    // Whoever has left by now is counted all the same.
                    socket.Send([0], SocketFlags.None, out _);
                }
            }
            catch (OperationCanceledException)
            {
                // The test has ended.
            }
            catch (SocketException) when (_stop.IsCancellationRequested)
            {
                // The same.
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _accepting;
            _listener.Stop();
            _stop.Dispose();
        }
    }

    /// <summary>How many datagrams came. Loopback delivers in order, so a last one of our own comes behind all others.</summary>
    private static async Task<int> CountAsync(LoopbackGateway gateway)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        byte[] mark = [.. Mark, .. Guid.NewGuid().ToByteArray()];
        socket.SendTo(mark, new IPEndPoint(IPAddress.Loopback, gateway.Port));
        await Eventually.True(() => gateway.Received.Any(datagram => datagram.AsSpan().SequenceEqual(mark)), "the mark arrives");
        return gateway.Received.Count(datagram => !IsMark(datagram));
    }

    private static bool IsMark(byte[] datagram) => datagram.AsSpan().StartsWith(Mark);
}
