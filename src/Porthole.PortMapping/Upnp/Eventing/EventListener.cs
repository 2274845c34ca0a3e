using System.Net;
using System.Net.Sockets;
using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.Upnp.Http;

namespace Porthole.PortMapping.Upnp.Eventing;

/// <summary>
/// Receives the gateway's event messages: a web server that knows one method and one path, on the interface that
/// leads to the gateway, open to the gateway alone.
/// </summary>
internal sealed class EventListener : IDisposable
{
    // A gateway delivers one message at a time; a second may overlap the end of the first.
    private const int MostConnections = 4;

    // An event message is one or two packets on the LAN.
    private static readonly TimeSpan LongestMessage = TimeSpan.FromSeconds(5);

    // A listener that fails at every accept must not spin.
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private readonly GatewayIdentity _identity;
    private readonly TimeProvider _time;
    private readonly string _path;

    private EventListener(Socket socket, GatewayIdentity identity, TimeProvider time)
    {
        _socket = socket;
        _identity = identity;
        _time = time;

        // Nobody but the subscribed router knows the path.
        _path = $"/{Guid.NewGuid():N}";
        Callback = new Uri($"http://{_socket.LocalEndPoint}{_path}");
    }

    /// <summary>The URL to which the gateway is to send.</summary>
    public Uri Callback { get; }

    /// <summary>Opens a listener on any free port.</summary>
    /// <exception cref="SocketException">The interface's address is gone.</exception>
    public static EventListener Open(DefaultGateway gateway, GatewayIdentity identity, TimeProvider time)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(gateway.LocalAddress, 0));
            socket.Listen(MostConnections);
            return new EventListener(socket, identity, time);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Hands every message to <paramref name="received"/> until cancelled.</summary>
    public async Task ListenAsync(Action<EventMessage> received, CancellationToken cancellationToken)
    {
        var tasks = new BackgroundTasks();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var connection = await _socket.AcceptAsync(cancellationToken);
                if (tasks.Count < MostConnections && connection.RemoteEndPoint is IPEndPoint from && _identity.Covers(from.Address))
                {
                    tasks.Run(ServeAsync(connection, received, cancellationToken));
                }
                else
                {
                    connection.Dispose();
                }
            }
            catch (SocketException)
            {
                await Task.Delay(RestAfterFailure, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await tasks.WaitAsync();
    }

    public void Dispose() => _socket.Dispose();

    private async Task ServeAsync(Socket connection, Action<EventMessage> received, CancellationToken cancellationToken)
    {
        using var socket = connection;
        using var deadline = new CancellationTokenSource(LongestMessage, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var buffer = new HttpMessageBuffer(HttpExpectation.Request);
        try
        {
            var progress = MessageProgress.NeedsMore;
            while (progress is MessageProgress.NeedsMore or MessageProgress.MayEnd && (buffer.Head is null || IsForUs(buffer.Head)))
            {
                var count = await socket.ReceiveAsync(buffer.Free, stop.Token);
                progress = count == 0 ? MessageProgress.Complete : buffer.Advance(count);
            }

            var message = progress is MessageProgress.Complete or MessageProgress.LengthReached
                && buffer.Take() is { } whole
                && IsForUs(whole.Head) ? new EventMessage(whole.Head.Sid, whole.Head.Seq, EventProperties.Parse(whole.Body.Span)) : null;

            // Before the answer, behind which the gateway sends the next one: they are numbered, and must not overtake each other.
            if (message is not null)
            {
                received(message);
            }

            // 412 is the answer to a message that is for somebody else (UPnP Device Architecture 1.1, 4.3.2); its sender then ends it.
            await socket.SendAsync(
                message is null
                    ? "HTTP/1.1 412 Precondition Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray()
                    : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(),
                stop.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The gateway went away, or took too long; it sends the next event anew.
        }
    }

    private bool IsForUs(HttpHead head) => head.Method == "NOTIFY" && head.Path == _path;
}
