using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Porthole.Relay.Listening;
using Porthole.Relay.Tcp;
using Porthole.Relay.Udp;

namespace Porthole.Relay;

/// <summary>All relay listeners of this PC, over the operating system's sockets.</summary>
public sealed class RelayHost : IRelayHost
{
    // Times are checked four times within the shortest of them, and within these bounds.
    private const int ChecksPerTime = 4;
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly RelayContext _context;
    private readonly ITimer _timer;
    private ImmutableArray<RelayListener> _listeners = [];
    private bool _disposed;
    private int _checking;

    /// <summary>Makes a host without listeners.</summary>
    /// <exception cref="ArgumentException">A value is out of its range (<see cref="RelayOptions.Validate"/>).</exception>
    public RelayHost(RelayOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ThrowIfInvalid(options);

        _context = new RelayContext(options, time);
        _timer = time.CreateTimer(_ => Check(), state: null, Interval(options), Interval(options));
    }

    /// <inheritdoc/>
    public ChannelReader<RelayEvent> Events => _context.Events.Reader;

    /// <inheritdoc/>
    public RelayStart Start(RelayRoute route)
    {
        ArgumentNullException.ThrowIfNull(route);
        ArgumentOutOfRangeException.ThrowIfZero(route.Target.Port, nameof(route));

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);

            var (socket, refusal) = ListenSocket.Open(route.Transport, route.Listen);
            if (socket is null)
                return refusal!;

            var listener = Create(route, socket);
            if (!_context.Loops.TryAdd(listener))
            {
                socket.Dispose();
                return new RelayStart.Loop(route.Target);
            }

            _listeners = _listeners.Add(listener);
            listener.Start();
            return new RelayStart.Listening(listener);
        }
    }

    /// <inheritdoc/>
    public void Update(RelayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfInvalid(options);

        _context.Update(options);
        _timer.Change(Interval(options), Interval(options));
        foreach (var listener in _listeners)
            listener.EndNotAllowed();
    }

    /// <inheritdoc/>
    public ImmutableArray<RelayBlock> Blocked() => _context.Admission.Blocked();

    /// <inheritdoc/>
    public bool Unblock(IPAddress source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return _context.Admission.Unblock(source);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
            _disposed = true;

        await Task.WhenAll(_listeners.Select(listener => listener.DisposeAsync().AsTask()));
        await _timer.DisposeAsync();
        _context.Events.Complete();
    }

    private static void ThrowIfInvalid(RelayOptions options)
    {
        var errors = options.Validate();
        if (!errors.IsEmpty)
            throw new ArgumentException(string.Join("; ", errors.Select(error => $"{error.Key}: {error.Message}")), nameof(options));
    }

    private static TimeSpan Interval(RelayOptions options)
    {
        TimeSpan[] times =
        [
            options.ConnectTimeout, options.IdleTimeout, options.HalfCloseTimeout, options.WriteStallTimeout,
            options.UdpUnansweredTimeout, options.UdpSessionTimeout,
        ];
        var interval = times.Min() / ChecksPerTime;
        return interval < ShortestInterval ? ShortestInterval : interval > LongestInterval ? LongestInterval : interval;
    }

    private RelayListener Create(RelayRoute route, Socket socket) => route.Transport == RelayTransport.Tcp
        ? new TcpRelay(_context, route, socket) { Stopped = Forget }
        : new UdpRelay(_context, route, socket) { Stopped = Forget };

    private void Forget(RelayListener listener)
    {
        lock (_lock)
            _listeners = _listeners.Remove(listener);
    }

    private void Check()
    {
        // A check that takes longer than the interval is not overtaken by the next.
        if (Interlocked.Exchange(ref _checking, 1) != 0)
            return;

        foreach (var listener in _listeners)
            listener.Check(_context.Clock.Now);

        _context.Events.Sweep();
        Volatile.Write(ref _checking, 0);
    }
}
