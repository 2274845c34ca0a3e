using System.Buffers.Binary;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Camera.Rtsp;

public sealed class RtspConnectionTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private SimulatedCamera _camera = null!;

    public ValueTask InitializeAsync()
    {
        _camera = SimulatedCamera.Start(new() { Address = Loopback.Next(), Name = "Front\r\ndoor" }, _time);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _camera.DisposeAsync();

    [Fact]
    public async Task Options_Asked_NamesTheMethods()
    {
        using var client = await RtspClient.ConnectAsync(_camera);
        var (head, _) = await client.AskAsync("OPTIONS", _camera.StreamUrl);
        head.ShouldStartWith("RTSP/1.0 200 OK\r\nCSeq: 1\r\n");
        head.ShouldContain("Public: OPTIONS, DESCRIBE, SETUP, PLAY");
    }

    [Theory]
    [InlineData("/Streaming/Channels/101")]
    [InlineData("/any/other?path=1")]
    public async Task Describe_AnyPath_TellsTheStream(string path)
    {
        using var client = await RtspClient.ConnectAsync(_camera);
        var (head, sdp) = await client.AskAsync("DESCRIBE", new Uri(_camera.StreamUrl, path), "Accept: application/sdp\r\n");
        head.ShouldContain("Content-Type: application/sdp\r\n");
        head.ShouldContain($"Content-Base: rtsp://{_camera.StreamUrl.Authority}{path}/\r\n");
        sdp.ShouldStartWith("v=0\r\n");
        sdp.ShouldContain("\r\ns=Frontdoor\r\n", Case.Sensitive, "no line of its own from the name");
        sdp.ShouldContain("\r\nm=video 0 RTP/AVP 26\r\n");
        sdp.ShouldContain("\r\na=control:track1\r\n");
    }

    [Theory]
    [InlineData("Transport: RTP/AVP;unicast;client_port=5000-5001\r\n")]
    [InlineData("Transport: RTP/AVP/UDP;unicast;client_port=5000-5001\r\n")]
    [InlineData("Transport: RTP/AVP/TCP;unicast;interleaved=300-301\r\n")]
    [InlineData("Transport: RTP/AVP/TCP;unicast;interleaved=255-256\r\n")]
    [InlineData("")]
    public async Task Setup_NotOverTcp_Is461(string headers)
    {
        using var client = await RtspClient.ConnectAsync(_camera);
        (await client.AskAsync("SETUP", _camera.StreamUrl, headers)).Head.ShouldStartWith("RTSP/1.0 461 Unsupported Transport\r\n");
        (await client.AskAsync("PLAY", _camera.StreamUrl)).Head.ShouldStartWith("RTSP/1.0 455 ");
    }

    [Theory]
    [InlineData("RTP/AVP/TCP;unicast;interleaved=2-3", 2)]
    [InlineData("RTP/AVP;unicast;client_port=5000-5001,RTP/AVP/TCP;unicast;interleaved=4-5", 4)]
    [InlineData("RTP/AVP/TCP;unicast", 0)]
    public async Task Setup_OverTcp_StreamsOnThatChannel(string transport, byte channel)
    {
        using var client = await RtspClient.ConnectAsync(_camera);
        var (head, _) = await client.AskAsync("SETUP", _camera.StreamUrl, $"Transport: {transport}\r\n");
        head.ShouldContain($"interleaved={channel}-{channel + 1}");
        head.ShouldContain("\r\nSession: ");
        await client.AskAsync("PLAY", _camera.StreamUrl);
        (await client.ReadPacketAsync()).Channel.ShouldBe(channel);
    }

    [Fact]
    public async Task Play_Packets_AreOnePictureAfterTheOther()
    {
        using var client = await RtspClient.ConnectAsync(_camera);
        await client.PlayAsync(_camera);
        ushort? sequence = null;
        for (var picture = 0; picture < 3; picture++)
        {
            var length = 0;
            uint? timestamp = null;
            for (var isLast = false; !isLast;)
            {
                var (_, packet) = await client.ReadPacketAsync();
                packet[0].ShouldBe((byte)0x80);
                (packet[1] & 0x7f).ShouldBe(26);
                isLast = (packet[1] & 0x80) != 0;
                var number = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(2));
                number.ShouldBe((ushort)((sequence ?? (ushort)(number - 1)) + 1));
                sequence = number;
                timestamp ??= BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(4));
                BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(4)).ShouldBe(timestamp.Value);
                ((int)BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(12))).ShouldBe(length);
                packet[16..20].ShouldBe([1, 75, 40, 30]);
                length += packet.Length - 20;
            }

            timestamp.ShouldBe((uint)(picture * 9000), "90 kHz at ten pictures a second");
            length.ShouldBeGreaterThan(1000);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    [Fact]
    public async Task Pause_ThenPlay_StopsAndGoesOn()
    {
        using var client = await RtspClient.ConnectAsync(_camera);
        await client.PlayAsync(_camera);
        await Poll.UntilAsync(() => _camera.Viewers == 1, "the viewer is counted");
        (await client.AskAsync("PAUSE", _camera.StreamUrl)).Head.ShouldStartWith("RTSP/1.0 200");
        _camera.Viewers.ShouldBe(0);
        (await client.AskAsync("PLAY", _camera.StreamUrl)).Head.ShouldStartWith("RTSP/1.0 200");
        await Poll.UntilAsync(() => _camera.Viewers == 1, "the viewer is back");
        (await client.AskAsync("PLAY", _camera.StreamUrl)).Head.ShouldStartWith("RTSP/1.0 200");
        _camera.Viewers.ShouldBe(1, "a second PLAY is the same viewer");
    }

    [Fact]
    public async Task Requests_WhilePlaying_AreAnsweredBetweenPictures()
    {
        using var client = await RtspClient.ConnectAsync(_camera);
        await client.PlayAsync(_camera);
        await client.SendAsync([(byte)'$', 1, 0, 8, 0x80, 201, 0, 1, 0, 0, 0, 0]);
        (await client.AskAsync("GET_PARAMETER", _camera.StreamUrl, "Content-Length: 0\r\n")).Head.ShouldContain("CSeq: 3\r\n");
        (await client.AskAsync("SET_PARAMETER", _camera.StreamUrl)).Head.ShouldStartWith("RTSP/1.0 200");
        (await client.AskAsync("RECORD", _camera.StreamUrl)).Head.ShouldStartWith("RTSP/1.0 501");
        (await client.AskAsync("TEARDOWN", _camera.StreamUrl)).Head.ShouldStartWith("RTSP/1.0 200");
        (await client.IsClosedAsync()).ShouldBeTrue();
        await Poll.UntilAsync(() => _camera.Viewers == 0 && _camera.Clients.Count == 0, "nobody is left");
    }

    [Theory]
    [InlineData("hello\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("DESCRIBE rtsp://x/ RTSP/1.0\r\nContent-Length: -1\r\n\r\n")]
    public async Task Request_NoRtsp_Is400AndCloses(string text)
    {
        using var client = await RtspClient.ConnectAsync(_camera);
        await client.SendAsync(text);
        (await client.ReadReplyAsync()).Head.ShouldStartWith("RTSP/1.0 400 Bad Request\r\n");
    }

    [Fact]
    public async Task Viewer_GoneWithoutTeardown_IsForgotten()
    {
        using (var client = await RtspClient.ConnectAsync(_camera))
        {
            await client.PlayAsync(_camera);
            await Poll.UntilAsync(() => _camera.Viewers == 1, "the viewer is counted");
        }

        await Poll.UntilAsync(() => _camera.Viewers == 0 && _camera.Clients.Count == 0, "nobody is left");
    }
}
