using System.Net;
using System.Net.Sockets;
using System.Security;
using System.Text;
using System.Threading.Channels;
using Porthole.Simulation.Net;

namespace Porthole.Simulation.Router.Upnp;

/// <summary>One subscriber: its messages leave in order, numbered from 0 (UPnP Device Architecture 1.1, 4.3.2).</summary>
internal sealed class Subscription(string sid, Uri callback, IPAddress from, QuirkCollection quirks, TimeProvider time)
{
    // A subscriber that does not take a message within this time has missed it; the architecture allows 30 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<(string Name, string Value)[]> _messages =
        Channel.CreateBounded<(string, string)[]>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest });

    private long _until;

    public string Sid { get; } = sid;

    /// <summary>Whether it is for WANIPConnection; else for WANCommonInterfaceConfig.</summary>
    public bool IsForConnection { get; init; }

    /// <summary>When the subscription lapses unless it is renewed.</summary>
    public DateTimeOffset Until
    {
        get => new(Volatile.Read(ref _until), TimeSpan.Zero);
        set => Volatile.Write(ref _until, value.UtcTicks);
    }

    public void Enqueue(params (string Name, string Value)[] variables) => _messages.Writer.TryWrite(variables);

    public void End() => _messages.Writer.TryComplete();

    /// <summary>Sends until <see cref="End"/> is called.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var sequence = 0u;
        try
        {
            await foreach (var variables in _messages.Reader.ReadAllAsync(cancellationToken))
            {
                if (quirks.ChangeEvent(Message(variables, sequence++)) is { } message)
                    await SendAsync(Encoding.UTF8.GetBytes(message), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The router is switched off.
        }
    }

    private async Task SendAsync(byte[] message, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(Patience, time, cancellationToken);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // From the router's own address: a subscriber takes messages from nobody else.
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(callback.Host), callback.Port), deadline.Token);
            await Sockets.SendAllAsync(socket, message, deadline.Token);
            await socket.ReceiveAsync(new byte[1024], deadline.Token);
        }
        catch (Exception e) when (Ended.Normally(e))
        {
            // A subscriber that is gone misses the message; its subscription lapses by itself.
        }
    }

    private string Message((string Name, string Value)[] variables, uint sequence)
    {
        var xml = new StringBuilder("<?xml version=\"1.0\"?>\r\n<e:propertyset xmlns:e=\"urn:schemas-upnp-org:event-1-0\">");
        foreach (var (name, value) in variables)
            xml.Append($"<e:property><{name}>{SecurityElement.Escape(value)}</{name}></e:property>");
        xml.Append("</e:propertyset>\r\n");

        return $"NOTIFY {callback.PathAndQuery} HTTP/1.1\r\nHost: {callback.Authority}\r\n"
            + $"Content-Type: text/xml; charset=\"utf-8\"\r\nContent-Length: {Encoding.UTF8.GetByteCount(xml.ToString())}\r\n"
            + $"NT: upnp:event\r\nNTS: upnp:propchange\r\nSID: {Sid}\r\nSEQ: {sequence}\r\nConnection: close\r\nCache-Control: no-cache\r\n\r\n{xml}";
    }
}
