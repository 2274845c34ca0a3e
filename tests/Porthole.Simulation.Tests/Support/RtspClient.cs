using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Porthole.Simulation.Tests.Support;

/// <summary>An RTSP client that shows every byte.</summary>
internal sealed class RtspClient(Socket socket) : IDisposable
{
    private int _sequence;

    public static async Task<RtspClient> ConnectAsync(SimulatedCamera camera) =>
        new(await Wire.ConnectAsync(new IPEndPoint(camera.Address, camera.RtspPort)));

    /// <summary>Sends a request and returns status line and headers, and the body when there is one.</summary>
    public async Task<(string Head, string Body)> AskAsync(string method, Uri url, string headers = "")
    {
        await SendAsync($"{method} {url} RTSP/1.0\r\nCSeq: {++_sequence}\r\n{headers}\r\n");
        return await ReadReplyAsync();
    }

    public async Task SendAsync(string text) => await socket.SendAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

    public async Task SendAsync(byte[] bytes) => await socket.SendAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>SETUP on channels 0 and 1, then PLAY.</summary>
    public async Task PlayAsync(SimulatedCamera camera)
    {
        (await AskAsync("SETUP", new Uri(camera.StreamUrl + "/track1"), "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n")).Head.ShouldStartWith("RTSP/1.0 200");
        (await AskAsync("PLAY", camera.StreamUrl)).Head.ShouldStartWith("RTSP/1.0 200");
    }

    /// <summary>The next reply; pictures in between are read past.</summary>
    public async Task<(string Head, string Body)> ReadReplyAsync()
    {
        var first = (await Wire.ReadAsync(socket, 1))[0];
        while (first == '$')
        {
            await ReadPacketBodyAsync();
            first = (await Wire.ReadAsync(socket, 1))[0];
        }

        var head = ((char)first).ToString();
        while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head += (char)(await Wire.ReadAsync(socket, 1))[0];
        var length = head.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length: ", StringComparison.Ordinal));
        var body = length is null ? [] : await Wire.ReadAsync(socket, int.Parse(length["Content-Length: ".Length..]));
        return (head, Encoding.UTF8.GetString(body));
    }

    /// <summary>The next RTP packet and its channel.</summary>
    public async Task<(byte Channel, byte[] Packet)> ReadPacketAsync()
    {
        (await Wire.ReadAsync(socket, 1))[0].ShouldBe((byte)'$');
        return await ReadPacketBodyAsync();
    }

    /// <summary>Whether the camera closes, and how: true in good order, false with a reset or not at all.</summary>
    public async Task<bool> IsClosedAsync() => await Wire.ReadToEndAsync(socket) is not null;

    public void Dispose() => socket.Dispose();

    private async Task<(byte Channel, byte[] Packet)> ReadPacketBodyAsync()
    {
        var head = await Wire.ReadAsync(socket, 3);
        return (head[0], await Wire.ReadAsync(socket, head[1] << 8 | head[2]));
    }
}
