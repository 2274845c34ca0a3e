using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using System.Xml.Linq;

namespace Porthole.Simulation.Tests.Support;

/// <summary>One NOTIFY of GENA as a subscriber receives it.</summary>
internal sealed record Event(string Sid, uint Sequence, string Head, Dictionary<string, string> Variables);

/// <summary>A subscriber: takes NOTIFY requests and answers 200.</summary>
internal sealed class EventSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<Event> _events = Channel.CreateUnbounded<Event>();
    private readonly Task _accepting;

    public EventSink()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Callback => new($"http://{_listener.LocalEndpoint}/events/1");

    public async Task<Event> NextAsync()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(Wire.Patience);
        return await _events.Reader.ReadAsync(stop.Token);
    }

    public async Task<bool> StaysQuietAsync()
    {
        await Task.Delay(Wire.Silence, TestContext.Current.CancellationToken);
        return !_events.Reader.TryPeek(out _);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var socket = await _listener.AcceptSocketAsync();
                var text = "";
                var buffer = new byte[8192];
                while (!text.Contains("</e:propertyset>", StringComparison.Ordinal))
                {
                    var received = await socket.ReceiveAsync(buffer);
                    if (received == 0)
                        break;
                    text += Encoding.UTF8.GetString(buffer, 0, received);
                }

                await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                _events.Writer.TryWrite(Parse(text));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // Disposed: a listener that is stopped between two connections says so in its own way.
        }
    }

    private static Event Parse(string text)
    {
        var head = text[..text.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        string Header(string name) => head.Split("\r\n").First(l => l.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))[(name.Length + 2)..];
        var properties = XDocument.Parse(ControlPoint.Body(text)).Root!.Elements().Select(e => e.Elements().Single());
        return new Event(Header("SID"), uint.Parse(Header("SEQ")), head, properties.ToDictionary(e => e.Name.LocalName, e => e.Value));
    }
}
