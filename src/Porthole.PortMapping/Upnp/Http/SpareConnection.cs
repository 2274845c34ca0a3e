using System.Net;
using System.Net.Sockets;

namespace Porthole.PortMapping.Upnp.Http;

/// <summary>
/// A connection opened while the answer to the request before is on its way, so that the next request need not wait for
/// one. Never held for long: a web server that takes one connection at a time serves nobody else meanwhile.
/// </summary>
internal sealed class SpareConnection : IDisposable
{
    // From a description to the first call it takes a few milliseconds.
    private static readonly TimeSpan HeldAtMost = TimeSpan.FromMilliseconds(250);

    // On a LAN a connection stands within one. A router that leaves the second of two unanswered must not be waited for.
    private static readonly TimeSpan WaitedForAtMost = TimeSpan.FromMilliseconds(100);

    private readonly IPEndPoint _to;
    private readonly Socket _socket;
    private readonly Task _connecting;
    private readonly TimeProvider _time;
    private readonly ITimer _end;
    private int _isTaken;

    private SpareConnection(IPEndPoint to, Socket socket, TimeProvider time)
    {
        _to = to;
        _socket = socket;
        _time = time;
        _connecting = ConnectAsync();
        _end = time.CreateTimer(static spare => ((SpareConnection)spare!).Dispose(), this, HeldAtMost, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Begins to connect; null when there is no socket to be had.</summary>
    public static SpareConnection? Open(IPAddress from, IPEndPoint to, TimeProvider time)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            return new SpareConnection(to, socket, time);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>The connection, for one taker; null when it leads elsewhere, or did not come about.</summary>
    public async ValueTask<Socket?> TakeAsync(IPEndPoint to, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isTaken, 1) != 0)
        {
            return null;
        }

        await _end.DisposeAsync();
        await _connecting.WaitAsync(WaitedForAtMost, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_connecting.IsCompletedSuccessfully && _to.Equals(to) && !cancellationToken.IsCancellationRequested)
        {
            return _socket;
        }

        _socket.Dispose();
        return null;
    }

    /// <summary>Closes the connection unless it was taken.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isTaken, 1) == 0)
        {
            _end.Dispose();
            _socket.Dispose();
        }
    }

    private async Task ConnectAsync()
    {
        // Its end closes the socket and so the attempt; nobody need look at how it failed.
        var connecting = _socket.ConnectAsync(_to);
        await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!connecting.IsCompletedSuccessfully)
        {
            throw new OperationCanceledException();
        }
    }
}
