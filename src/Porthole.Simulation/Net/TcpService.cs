using System.Net;
using System.Net.Sockets;

namespace Porthole.Simulation.Net;

/// <summary>A TCP listener that serves each connection in a task of its own and ends them all when disposed.</summary>
internal sealed class TcpService : IAsyncDisposable
{
    // Enough for a burst of viewers and scanners; the kernel caps it anyway.
    private const int Backlog = 128;

    // Long enough not to spin, short enough not to be noticed.
    private static readonly TimeSpan OutOfSocketsPause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _listener;
    private readonly Func<Socket, CancellationToken, Task> _serve;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskSet _connections = new();
    private readonly Task _accepting;
    private bool _isDisposed;

    private TcpService(Socket listener, Func<Socket, CancellationToken, Task> serve)
    {
        _listener = listener;
        _serve = serve;
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    /// <summary>The address and port listened on.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Listens at once. <paramref name="serve"/> owns the socket only while it runs; it is disposed here.</summary>
    /// <exception cref="SocketException">The port is taken or the address is not this machine's.</exception>
    public static TcpService Listen(IPEndPoint endPoint, Func<Socket, CancellationToken, Task> serve)
    {
        var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Windows would otherwise let two programs share a port; on Linux the option would forbid
            // listening again while old connections are in TIME_WAIT.
            if (OperatingSystem.IsWindows())
                listener.ExclusiveAddressUse = true;
            listener.Bind(endPoint);
            listener.Listen(Backlog);
            return new TcpService(listener, serve);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;

        // Before the first await: whoever drops a mapping may bind its port again at once.
        _listener.Dispose();
        await _stop.CancelAsync();
        await _accepting;
        await _connections.WhenAllAsync();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        // Never run the loop on the constructor's thread: the caller may hold a lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                _connections.Add(ServeAsync(socket));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.TooManyOpenSockets)
            {
                // Real resources come back in real time, whatever clock the simulation runs by.
                await Task.Delay(OutOfSocketsPause, TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (Ended.Normally(e))
            {
                // A connection that was reset before it was accepted: go on with the next one.
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                await _serve(socket, _stop.Token);
            }
            catch (Exception e) when (Ended.Normally(e))
            {
                // The other side went away or the service stops.
            }
        }
    }
}
