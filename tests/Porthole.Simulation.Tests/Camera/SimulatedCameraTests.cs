using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Camera;

public sealed class SimulatedCameraTests : IAsyncLifetime
{
    private SimulatedCamera _camera = null!;

    private IPEndPoint Web => new(_camera.Address, _camera.HttpPort);

    private IPEndPoint Rtsp => new(_camera.Address, _camera.RtspPort);

    public ValueTask InitializeAsync()
    {
        _camera = SimulatedCamera.Start(new() { Address = Loopback.Next(), Name = "<Front> door" });
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _camera.DisposeAsync();

    [Fact]
    public async Task Page_Asked_ShowsNameAndSnapshot()
    {
        using var client = new HttpClient();
        var page = await client.GetStringAsync(_camera.PageUrl, TestContext.Current.CancellationToken);
        page.ShouldContain("<title>&lt;Front&gt; door</title>");
        page.ShouldContain("src=\"snapshot.jpg\"");
        page.ShouldContain("/Streaming/Channels/101");
        page.ShouldNotContain(_camera.PageUrl.Authority, Case.Insensitive, "links must hold at any mapped address");
    }

    [Fact]
    public async Task Snapshot_Asked_IsAPictureThatMoves()
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(_camera.PageUrl, "snapshot.jpg?1"), TestContext.Current.CancellationToken);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        var first = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        (first[0], first[1], first[^2], first[^1]).ShouldBe(((byte)0xff, (byte)0xd8, (byte)0xff, (byte)0xd9));
        await Task.Delay(300, TestContext.Current.CancellationToken);
        _camera.TakeSnapshot().ShouldNotBe(first);
    }

    [Theory]
    [InlineData("GET /secret", 404)]
    [InlineData("POST /", 405)]
    [InlineData("HEAD /", 200)]
    public async Task Web_OtherRequests_AreToldSo(string request, int status)
    {
        var reply = (await Wire.TalkAsync(Web, $"{request} HTTP/1.1\r\nHost: x\r\n\r\n")).ShouldNotBeNull();
        reply.ShouldStartWith($"HTTP/1.1 {status} ");
        if (request.StartsWith("HEAD", StringComparison.Ordinal))
        {
            ControlPoint.Body(reply).ShouldBeEmpty();
            reply.ShouldNotContain("Content-Length: 0");
        }
    }

    [Fact]
    public async Task RefuseConnections_ThenResume_ClosesAndComesBackOnTheSamePorts()
    {
        using var open = await Wire.ConnectAsync(Rtsp);
        await Poll.UntilAsync(() => _camera.Clients.Count == 1, "the client is seen");
        _camera.RefuseConnections();
        (await Wire.ReadToEndAsync(open) ?? []).ShouldBeEmpty();
        await Should.ThrowAsync<SocketException>(() => Wire.ConnectAsync(Rtsp));
        await Should.ThrowAsync<SocketException>(() => Wire.ConnectAsync(Web));

        _camera.Resume();
        (await Wire.TalkAsync(Web, "GET / HTTP/1.0\r\n\r\n")).ShouldNotBeNull();
        using var again = await Wire.ConnectAsync(Rtsp);
    }

    [Fact]
    public async Task GoSilent_New_AcceptsAndSaysNothing()
    {
        _camera.GoSilent();
        (await Wire.TalkAsync(Web, "GET / HTTP/1.0\r\n\r\n", patience: Wire.Silence)).ShouldBeNull();
        (await Wire.TalkAsync(Rtsp, "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", patience: Wire.Silence)).ShouldBeNull();
        _camera.Resume();
        (await Wire.TalkAsync(Web, "GET / HTTP/1.0\r\n\r\n")).ShouldNotBeNull();
        _camera.Accepted.ShouldBe(3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task CloseAfter_Bytes_ResetsThere(int bytes)
    {
        _camera.CloseAfter(bytes);
        using var socket = await Wire.ConnectAsync(Web);
        await socket.SendAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray());
        if (bytes > 0)
            (await Wire.ReadAsync(socket, 1)).ShouldBe("H"u8.ToArray());
        (await Wire.ReadToEndAsync(socket)).ShouldBeNull();
    }

    [Fact]
    public async Task CloseAfter_WhileStreaming_BreaksTheStreamAndNotTheCamera()
    {
        _camera.CloseAfter(20_000);
        using var client = await RtspClient.ConnectAsync(_camera);
        await client.PlayAsync(_camera);
        (await client.IsClosedAsync()).ShouldBeFalse("a reset");
        await Poll.UntilAsync(() => _camera.Viewers == 0, "the viewer is gone");
        _camera.Resume();
        using var again = await RtspClient.ConnectAsync(_camera);
        await again.PlayAsync(_camera);
    }

    [Fact]
    public void Start_Rate_OutOfRangeThrows()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => SimulatedCamera.Start(new() { FramesPerSecond = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(() => SimulatedCamera.Start(new() { FramesPerSecond = 31 }));
        Should.Throw<ArgumentOutOfRangeException>(() => _camera.CloseAfter(-1));
    }

    [Fact]
    public async Task Start_SecondPortTaken_LeavesTheFirstFree()
    {
        var address = Loopback.Next();
        using var squatter = new TcpListener(address, 0);
        squatter.Start();
        using var probe = new TcpListener(address, 0);
        probe.Start();
        var free = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var taken = ((IPEndPoint)squatter.LocalEndpoint).Port;
        Should.Throw<SocketException>(() => SimulatedCamera.Start(new() { Address = address, RtspPort = free, HttpPort = taken }));
        await using var camera = SimulatedCamera.Start(new() { Address = address, RtspPort = free });
        camera.RtspPort.ShouldBe(free);
    }
}
