using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Porthole.PortMapping.Tests.Upnp.Fakes;

/// <summary>A request as it came in.</summary>
internal sealed record FakeRequest(string Method, string Path, string Head, string Body, bool CameInOnePiece, IPAddress From)
{
    public string? Header(string name) => Head.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..].Trim();
}

/// <summary>What to send back, byte for byte.</summary>
internal sealed record FakeReply(params byte[][] Pieces)
{
    /// <summary>Pause before each piece.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Leave the connection open behind the last piece.</summary>
    public bool StaysOpen { get; init; }

    /// <summary>Send the last piece over and over.</summary>
    public bool Endless { get; init; }

    public static FakeReply Raw(string text) => new(Encoding.Latin1.GetBytes(text));

    public static FakeReply Xml(string body, int status = 200, string server = "Test/1.0 UPnP/1.1 Fake/1.0") => Raw(
        $"HTTP/1.1 {status} X\r\nContent-Type: text/xml\r\nServer: {server}\r\nContent-Length: {Encoding.Latin1.GetByteCount(body)}\r\n\r\n{body}");

    public static FakeReply Status(int status) => Raw($"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n");
}

/// <summary>A web server on loopback that says exactly what it is told to.</summary>
internal sealed class FakeHttpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<FakeRequest, FakeReply> _handler;
    private readonly Task _loop;

    public FakeHttpServer(Func<FakeRequest, FakeReply> handler)
    {
        _handler = handler;
        _listener.Start();
        _loop = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Root => new($"http://127.0.0.1:{Port}/");

    /// <summary>How many connections came, those without a request among them.</summary>
    public int Connections { get; private set; }

    public ConcurrentQueue<FakeRequest> Requests { get; } = [];

    public Uri Url(string path) => new(Root, path);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                return;
            }

            Connections++;
            _ = ServeAsync(socket);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var _ = socket;
        try
        {
            if (await ReadAsync(socket) is not { } request)
            {
                return;
            }

            Requests.Enqueue(request);
            var reply = _handler(request);
            for (var i = 0; i < reply.Pieces.Length || reply.Endless; i++)
            {
                await Task.Delay(reply.Pause, _stop.Token);
                await socket.SendAsync(reply.Pieces[Math.Min(i, reply.Pieces.Length - 1)], _stop.Token);
            }

            if (reply.StaysOpen)
            {
                // Until the client closes.
                await socket.ReceiveAsync(new byte[1], _stop.Token);
            }
            else
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The client went away, or the test ended.
        }
    }

    private async Task<FakeRequest?> ReadAsync(Socket socket)
    {
        var buffer = new byte[65536];
        var count = 0;
        for (var reads = 1; ; reads++)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(count), _stop.Token);
            if (received == 0)
            {
                return null;
            }

            count += received;
            var text = Encoding.UTF8.GetString(buffer, 0, count);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
            {
                continue;
            }

            var head = text[..end];
            var words = head.Split("\r\n")[0].Split(' ');
            var request = new FakeRequest(words[0], words[1], head, text[(end + 4)..], reads == 1, ((IPEndPoint)socket.RemoteEndPoint!).Address);
            if (request.Body.Length >= int.Parse(request.Header("Content-Length") ?? "0"))
            {
                return request;
            }
        }
    }
}
