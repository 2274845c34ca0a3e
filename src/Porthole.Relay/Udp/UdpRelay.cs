using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Porthole.Relay.Admission;
using Porthole.Relay.Listening;

namespace Porthole.Relay.Udp;

/// <summary>A UDP listener: one socket for all viewers, and a session with a socket of its own for each source address and port.</summary>
internal sealed class UdpRelay : RelayListener
{
    // A flood that never lets receive wait gives its thread back after this many datagrams.
    private const int DatagramsPerTurn = 256;

    private readonly ConcurrentDictionary<SocketAddress, UdpSession> _bySource = [];
    private long _dropped;

    public UdpRelay(RelayContext context, RelayRoute route, Socket socket)
        : base(context, route, socket)
    {
        UdpSockets.Configure(socket);
        UdpSockets.IgnoreConnectionResets(socket);
    }

    /// <summary>None: the closed socket was the way to every viewer.</summary>
    protected override TimeSpan DrainTimeout => TimeSpan.Zero;

    protected override long Dropped => Interlocked.Read(ref _dropped);

    public void CountDrop() => Interlocked.Increment(ref _dropped);

    /// <summary>Sends a device's datagram to its viewer. Waits for this PC's own network card at most, never for the viewer.</summary>
    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> datagram, SocketAddress viewer) =>
        Socket.SendToAsync(datagram, SocketFlags.None, viewer, CancellationToken.None);

    public override void Remove(Session session)
    {
        _bySource.TryRemove(((UdpSession)session).Viewer, out _);
        base.Remove(session);
    }

    protected override async Task ListenAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(UdpSockets.MaxDatagram);
        var from = new SocketAddress(Socket.AddressFamily);
        var backoff = new Backoff(Context.Clock.Provider);

        for (var turn = 1; !Stopping.IsCancellationRequested; turn++)
        {
            try
            {
                var length = await Socket.ReceiveFromAsync(buffer, SocketFlags.None, from, CancellationToken.None);
                SessionOf(from)?.SendToDevice(buffer.AsSpan(0, length));
                backoff.Reset();
            }
            catch (SocketException error) when (UdpSockets.IsIcmpAnswer(error.SocketErrorCode))
            {
                // Nothing in it concerns the next datagram.
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // Out of memory, or a network that is gone. After a stop it is the end.
                await backoff.WaitAsync(Stopping);
            }

            if (turn % DatagramsPerTurn == 0)
                await Task.Yield();
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    private UdpSession? SessionOf(SocketAddress from)
    {
        if (_bySource.TryGetValue(from, out var known))
            return known;

        if (TryEnter(SourceAddress.From(from)) is not { } ticket)
            return null;

        var viewer = new SocketAddress(from.Family, from.Size);
        from.Buffer.Span[..from.Size].CopyTo(viewer.Buffer.Span);
        var any = new IPEndPoint(from.Family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        var source = PlainEndPoint.Of((IPEndPoint)any.Create(viewer));

        var session = new UdpSession(this, viewer, source, Route.Target, ticket);
        _bySource[viewer] = session;
        Begin(session);
        return session;
    }
}
