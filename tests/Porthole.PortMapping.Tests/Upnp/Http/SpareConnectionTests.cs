using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Porthole.PortMapping.Tests.Upnp.Fakes;
using Porthole.PortMapping.Upnp;
using Porthole.PortMapping.Upnp.Http;

namespace Porthole.PortMapping.Tests.Upnp.Http;

/// <summary>The connection that is opened while a description is on its way.</summary>
public sealed class SpareConnectionTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<a/>";

    private readonly ManualTime _time = new();

    [Fact]
    public async Task SendAsync_RequestIsFollowed_TheNextOneFindsItsConnectionReady()
    {
        await using var server = new StepServer();
        var sut = Client();
        var first = sut.SendAsync(Get(server) with { IsFollowed = true }, default).AsTask();
        var one = await server.NextAsync();
        await StepServer.ReadAsync(one);

        // Before the first is answered there is a second connection, which nothing was asked by yet.
        var two = await server.NextAsync();
        await StepServer.AnswerAsync(one, Ok);
        (await first).Reply.ShouldNotBeNull();

        var second = sut.SendAsync(Get(server), default).AsTask();
        await StepServer.ReadAsync(two);
        await StepServer.AnswerAsync(two, Ok);

        (await second).Reply.ShouldNotBeNull();
        server.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task SendAsync_NothingFollows_IsClosedSoon()
    {
        await using var server = new StepServer();
        var sut = Client();
        var first = sut.SendAsync(Get(server) with { IsFollowed = true }, default).AsTask();
        var one = await server.NextAsync();
        await StepServer.ReadAsync(one);
        var two = await server.NextAsync();
        await StepServer.AnswerAsync(one, Ok);
        (await first).Reply.ShouldNotBeNull();

        _time.Advance(TimeSpan.FromMilliseconds(250));

        (await two.ReceiveAsync(new byte[1])).ShouldBe(0, "it is closed without a word");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SendAsync_ReadyConnectionIsDead_TheRequestGoesOutAnew(bool isForgotten)
    {
        await using var server = new StepServer();
        var sut = Client();
        var first = sut.SendAsync(Get(server) with { IsFollowed = true }, default).AsTask();
        var one = await server.NextAsync();
        await StepServer.ReadAsync(one);
        var two = await server.NextAsync();
        await StepServer.AnswerAsync(one, Ok);
        (await first).Reply.ShouldNotBeNull();

        var second = sut.SendAsync(Get(server), default).AsTask();
        if (isForgotten)
        {
            // Taken by the router's system, and never served.
            await StepServer.ReadAsync(two);
            _time.Advance(TimeSpan.FromSeconds(2));
        }
        else
        {
            two.Dispose();
        }

        var three = await server.NextAsync();
        await StepServer.ReadAsync(three);
        await StepServer.AnswerAsync(three, Ok);
        (await second).Reply.ShouldNotBeNull();
    }

    [Fact]
    public async Task SendAsync_ASecondConnectionBreaksTheFirst_IsAskedAgainAndNoneIsOpenedAheadAnyMore()
    {
        await using var server = new StepServer();
        var sut = Client();
        var first = sut.SendAsync(Get(server) with { IsFollowed = true }, default).AsTask();
        var one = await server.NextAsync();
        await StepServer.ReadAsync(one);
        await server.NextAsync();
        one.Dispose();

        var again = await server.NextAsync();
        await StepServer.ReadAsync(again);
        await StepServer.AnswerAsync(again, Ok);
        (await first).Reply.ShouldNotBeNull();

        var second = sut.SendAsync(Get(server) with { IsFollowed = true }, default).AsTask();
        var last = await server.NextAsync();
        await StepServer.ReadAsync(last);
        await StepServer.AnswerAsync(last, Ok);
        (await second).Reply.ShouldNotBeNull();
        server.Connections.ShouldBe(4);
    }

    [Fact]
    public async Task SendAsync_NextRequestGoesToAnotherPort_TheReadyConnectionIsClosed()
    {
        await using var server = new StepServer();
        await using var other = new FakeHttpServer(_ => FakeReply.Raw(Ok));
        var sut = Client();
        var first = sut.SendAsync(Get(server) with { IsFollowed = true }, default).AsTask();
        var one = await server.NextAsync();
        await StepServer.ReadAsync(one);
        var two = await server.NextAsync();
        await StepServer.AnswerAsync(one, Ok);
        (await first).Reply.ShouldNotBeNull();

        (await sut.GetAsync(other.Root, default)).Reply.ShouldNotBeNull();

        (await two.ReceiveAsync(new byte[1])).ShouldBe(0);
    }

    [Fact]
    public async Task MapAsync_ServiceJustFound_TakesTheConnectionThatStandsReady()
    {
        await using var igd = new FakeIgd();
        await using var ssdp = new FakeSsdp(_ => [FakeSsdp.Answer(igd.DescriptionUrl)]);
        var sink = new FakeSink();
        await using var sut = new UpnpProbe(FakeIgd.Gateway, new GatewayOptions { SsdpPort = ssdp.Port, Multicast = false }, FakeIgd.Identity, _time);
        sut.Start(sink);

        sut.Send(0);
        var found = await sink.NextAsync();

        (await found.MapAsync(Mappings.MapTests.Request("192.168.1.20"), default)).IsGranted.ShouldBeTrue();
        igd.Server.Connections.ShouldBe(2);
    }

    private RouterHttpClient Client() => new(FakeIgd.Gateway, FakeIgd.Pin, _time, HttpBounds.Default);

    private static HttpRequest Get(StepServer server) => new("GET", server.Root);

    /// <summary>A server whose every connection the test serves by hand.</summary>
    private sealed class StepServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly ConcurrentBag<Socket> _sockets = [];

        public StepServer() => _listener.Start();

        public Uri Root => new($"http://{_listener.LocalEndpoint}/");

        public int Connections => _sockets.Count;

        public async Task<Socket> NextAsync()
        {
            var socket = await _listener.AcceptSocketAsync().WaitAsync(TimeSpan.FromSeconds(30));
            _sockets.Add(socket);
            return socket;
        }

        public static async Task ReadAsync(Socket socket)
        {
            var buffer = new byte[4096];
            var text = "";
            while (!text.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                text += Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer));
            }
        }

        public static async Task AnswerAsync(Socket socket, string reply)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(reply));
            socket.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            foreach (var socket in _sockets)
            {
                socket.Dispose();
            }

            _listener.Stop();
            return ValueTask.CompletedTask;
        }
    }
}
