using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Porthole.EndToEnd.Tests.Windows;

/// <summary>
/// Stands in for the agent: it streams the status it was given, and notes what it is asked to do.
/// To dispose of it is to end the agent: every connection breaks and the port closes.
/// </summary>
internal sealed class FakeAgent : IDisposable
{
    /// <summary>The code that it signs browsers in with.</summary>
    public const string Code = "0c0de";

    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener;
    private readonly Lock _gate = new();
    private readonly List<TcpClient> _clients = [];
    private string _status;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="status">The status document that it streams first.</param>
    /// <param name="port">The port it listens on; 0 for any.</param>
    public FakeAgent(string status, int port = 0)
    {
        _status = status;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    public Uri Url => new($"http://127.0.0.1:{Port}/");

    /// <summary>What it was asked, the request line and its headers, oldest first.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>What it answers to whoever wants to sign a browser in.</summary>
    public string SignInAnswer { get; set; } = $$"""HTTP/1.1 200 OK{{"\r\n\r\n"}}{"code":"{{Code}}","seconds":60}""";

    /// <summary>What it answers to a command.</summary>
    public string CommandAnswer { get; set; } = "HTTP/1.1 204 No Content\r\n\r\n";

    /// <summary>Streams another status.</summary>
    public void Publish(string status)
    {
        lock (_gate)
        {
            _status = status;
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        lock (_gate)
        {
            foreach (var client in _clients) client.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                lock (_gate) _clients.Add(client);
                _ = ServeAsync(client);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadHeadAsync(stream);
                Requests.Enqueue(request);
                if (request.StartsWith("GET /api/events ", StringComparison.Ordinal)) await StreamAsync(stream);
                else if (request.StartsWith("POST /api/sign-in/code ", StringComparison.Ordinal)) await WriteAsync(stream, SignInAnswer);
                else if (request.StartsWith("POST ", StringComparison.Ordinal)) await WriteAsync(stream, CommandAnswer);
                else await WriteAsync(stream, "HTTP/1.1 404 Not Found\r\n\r\n");
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // The other side left, or the agent ends: both are how a connection ends.
            }
        }
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var head = new StringBuilder();
        while (await reader.ReadLineAsync() is { Length: > 0 } line) head.Append(line).Append('\n');
        return head.ToString();
    }

    private async Task StreamAsync(NetworkStream stream)
    {
        await WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\r\n");
        while (true)
        {
            Task changed;
            string status;
            lock (_gate) (status, changed) = (_status, _changed.Task);
            await WriteAsync(stream, $"event: status\ndata: {status}\n\n");
            await changed.WaitAsync(_stop.Token);
        }
    }

    private async Task WriteAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), _stop.Token);
}
