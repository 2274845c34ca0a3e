using System.Net;
using System.Security.Cryptography;
using System.Text;
using Porthole.Simulation.Camera.Picture;
using Porthole.Simulation.Http;
using Porthole.Simulation.Net;

namespace Porthole.Simulation.Camera.Rtsp;

/// <summary>One RTSP connection (RFC 2326): requests come and are answered, pictures leave in between.</summary>
internal sealed class RtspConnection(Outlet outlet, PictureSource pictures, SessionDescription description) : IDisposable
{
    // What most cameras say; players refresh well before it.
    private const int SessionSeconds = 60;

    private readonly SemaphoreSlim _sending = new(1);
    private readonly string _session = RandomNumberGenerator.GetHexString(16);
    private readonly uint _source = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));
    private CancellationTokenSource? _playing;
    private Task _streaming = Task.CompletedTask;
    private JpegPacketizer? _packetizer;

    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        var reader = new MessageReader(outlet.Socket);
        try
        {
            while (await reader.PeekAsync(cancellationToken) is >= 0 and var first)
            {
                if (first == '$')
                {
                    if (!await SkipFrameAsync(reader, cancellationToken))
                        return;
                    continue;
                }

                var (message, failure) = await reader.ReadAsync(cancellationToken);
                if (message is null)
                {
                    if (failure != ReadFailure.Closed)
                        await SendAsync(Encoding.ASCII.GetBytes("RTSP/1.0 400 Bad Request\r\n\r\n"), cancellationToken);
                    return;
                }

                if (!await AnswerAsync(message, cancellationToken))
                    return;
            }
        }
        finally
        {
            await StopAsync();
        }
    }

    public void Dispose()
    {
        _playing?.Dispose();
        _sending.Dispose();
    }

    /// <summary>Reports that a player sends over the same connection (RFC 2326, 10.12) are read past.</summary>
    private static async ValueTask<bool> SkipFrameAsync(MessageReader reader, CancellationToken cancellationToken) =>
        await reader.ReadExactlyAsync(4, cancellationToken) is { } head
        && await reader.ReadExactlyAsync(head[2] << 8 | head[3], cancellationToken) is not null;

    /// <summary>False when the connection is to be closed.</summary>
    private async ValueTask<bool> AnswerAsync(TextMessage request, CancellationToken cancellationToken)
    {
        var words = request.StartLine.Split(' ');
        if (words.Length != 3 || !words[2].StartsWith("RTSP/", StringComparison.Ordinal))
        {
            await SendAsync(Encoding.ASCII.GetBytes("RTSP/1.0 400 Bad Request\r\n\r\n"), cancellationToken);
            return false;
        }

        switch (words[0])
        {
            case "OPTIONS":
                await ReplyAsync(request, "200 OK", "Public: OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, GET_PARAMETER, SET_PARAMETER, TEARDOWN\r\n", cancellationToken);
                break;
            case "DESCRIBE":
                var sdp = description.Write(((IPEndPoint)outlet.Socket.LocalEndPoint!).Address);
                await ReplyAsync(request, "200 OK", $"Content-Base: {words[1].TrimEnd('/')}/\r\nContent-Type: application/sdp\r\nContent-Length: {Encoding.UTF8.GetByteCount(sdp)}\r\n", cancellationToken, sdp);
                break;
            case "SETUP":
                await SetupAsync(request, cancellationToken);
                break;
            case "PLAY" when _packetizer is not null:
                await ReplyAsync(request, "200 OK", SessionHeader + $"Range: npt=now-\r\nRTP-Info: url={words[1].TrimEnd('/')}/{SessionDescription.Track};seq={_packetizer.NextSequence}\r\n", cancellationToken);
                Play(_packetizer, cancellationToken);
                break;
            case "PAUSE" when _packetizer is not null:
                await StopAsync();
                await ReplyAsync(request, "200 OK", SessionHeader, cancellationToken);
                break;
            case "PLAY" or "PAUSE":
                await ReplyAsync(request, "455 Method Not Valid in This State", "", cancellationToken);
                break;
            case "GET_PARAMETER" or "SET_PARAMETER":
                await ReplyAsync(request, "200 OK", SessionHeader, cancellationToken);
                break;
            case "TEARDOWN":
                await StopAsync();
                await ReplyAsync(request, "200 OK", SessionHeader, cancellationToken);
                return false;
            default:
                await ReplyAsync(request, "501 Not Implemented", "", cancellationToken);
                break;
        }

        return true;
    }

    private string SessionHeader => $"Session: {_session};timeout={SessionSeconds}\r\n";

    private ValueTask SetupAsync(TextMessage request, CancellationToken cancellationToken)
    {
        // Only on the connection itself; a player that asked for UDP tries again over TCP (RFC 2326, 11.3.12).
        if (!Transport.TryReadInterleaved(request.Header("Transport"), out var channel))
            return ReplyAsync(request, "461 Unsupported Transport", "", cancellationToken);
        _packetizer = new JpegPacketizer(channel, _source, pictures.Encoder.Quality);
        var transport = $"Transport: RTP/AVP/TCP;unicast;interleaved={channel}-{channel + 1};ssrc={_source:X8}\r\n";
        return ReplyAsync(request, "200 OK", transport + SessionHeader, cancellationToken);
    }

    private void Play(JpegPacketizer packetizer, CancellationToken cancellationToken)
    {
        if (!_streaming.IsCompleted)
            return;
        _playing?.Dispose();
        _playing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _streaming = StreamAsync(packetizer, _playing.Token);
    }

    private async Task StopAsync()
    {
        if (_playing is not null)
            await _playing.CancelAsync();
        await _streaming;
    }

    private async Task StreamAsync(JpegPacketizer packetizer, CancellationToken cancellationToken)
    {
        var shots = pictures.Join();
        try
        {
            await foreach (var shot in shots.ReadAllAsync(cancellationToken))
                await SendAsync(packetizer.Packetize(shot), cancellationToken);
        }
        catch (Exception e) when (Ended.Normally(e))
        {
            // Paused, torn down or gone.
        }
        finally
        {
            pictures.Leave(shots);
        }
    }

    private ValueTask ReplyAsync(TextMessage request, string status, string headers, CancellationToken cancellationToken, string body = "") =>
        SendAsync(
            Encoding.UTF8.GetBytes($"RTSP/1.0 {status}\r\nCSeq: {request.Header("CSeq")}\r\nServer: Porthole simulated camera\r\n{headers}\r\n{body}"),
            cancellationToken);

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await outlet.SendAsync(bytes, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }
}
