using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Porthole.Relay.Admission;

namespace Porthole.Relay.Listening;

/// <summary>What TCP and UDP listeners have in common: admission, the book of live sessions, counters, stop.</summary>
internal abstract class RelayListener : IRelayListener
{
    private static readonly int RefusalReasons = Enum.GetValues<RelayRefusal>().Length;

    // Who was told may have seen the device answer meanwhile, by other ways than this relay: then it is news again.
    private static readonly TimeSpan TellAgain = TimeSpan.FromMinutes(10);

    private const long NotTold = -1;

    private readonly SessionBook _sessions = new();
    private readonly long[] _refused = new long[RefusalReasons];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile RelayRoute _route;
    private volatile AllowList? _allowFrom;
    private Task _listening = Task.CompletedTask;
    private long _accepted;
    private long _unreachableToldAt = NotTold;
    private int _disposed;

    protected RelayListener(RelayContext context, RelayRoute route, Socket socket)
    {
        Context = context;
        Socket = socket;
        _route = route;
        _allowFrom = route.AllowFrom is { } networks ? new AllowList(networks) : null;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Called once, when the last session has ended after a stop.</summary>
    public Action<RelayListener>? Stopped { get; init; }

    public RelayContext Context { get; }

    public RelayRoute Route => _route;

    public IPEndPoint LocalEndPoint { get; }

    public RelayCounters Counters
    {
        get
        {
            var (connections, bytesIn, bytesOut) = _sessions.Count();
            return new(connections, bytesIn, bytesOut, Interlocked.Read(ref _accepted), _refused.Sum()) { Dropped = Dropped };
        }
    }

    protected Socket Socket { get; }

    protected CancellationToken Stopping => _stopping.Token;

    protected virtual long Dropped => 0;

    /// <summary>The time that sessions have to end by themselves once the socket is closed.</summary>
    protected virtual TimeSpan DrainTimeout => Context.Options.DrainTimeout;

    public long RefusedFor(RelayRefusal reason) => Interlocked.Read(ref _refused[(int)reason]);

    public ImmutableArray<RelaySession> Sessions() =>
        [.. _sessions.OrderBy(session => session.Id).Select(session => session.Snapshot())];

    public void Start() => _listening = ListenAsync();

    public void Update(RelayRoute route)
    {
        if (route.Id != _route.Id || route.Transport != _route.Transport || !route.Listen.Equals(_route.Listen))
            throw new ArgumentException("Another identity, transport or address to listen on is another listener: stop this one and start that.", nameof(route));

        _allowFrom = route.AllowFrom is { } networks ? new AllowList(networks) : null;
        _route = route;
        EndNotAllowed();
    }

    /// <summary>Ends the sessions of sources that the lists no longer allow.</summary>
    public void EndNotAllowed()
    {
        foreach (var session in _sessions)
        {
            if (!Context.Admission.IsAllowed(SourceAddress.From(session.Source.Address), _allowFrom))
                session.End(RelayEnd.NotAllowed);
        }
    }

    public void Check(TimeSpan now)
    {
        foreach (var session in _sessions)
            session.Check(now);
    }

    public void Publish(RelayEvent happened) => Context.Events.Publish(happened);

    public void DeviceFailed(IPEndPoint target, string evidence)
    {
        var told = Volatile.Read(ref _unreachableToldAt);
        var now = Context.Clock.Now.Ticks;
        if (told != NotTold && now - told < TellAgain.Ticks)
            return;

        if (Interlocked.CompareExchange(ref _unreachableToldAt, now, told) == told)
            Publish(new RelayEvent.DeviceUnreachable(_route.Id, target, evidence));
    }

    public void DeviceAnswered()
    {
        // Read first: this is asked for every datagram of a UDP session.
        if (Volatile.Read(ref _unreachableToldAt) != NotTold && Interlocked.Exchange(ref _unreachableToldAt, NotTold) != NotTold)
            Publish(new RelayEvent.DeviceReachable(_route.Id));
    }

    public virtual void Remove(Session session) => _sessions.Remove(session);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            await _stopped.Task;
            return;
        }

        Context.Loops.Remove(this);
        Socket.Dispose();
        await _stopping.CancelAsync();
        await _listening;

        try
        {
            await EndSessionsAsync();
        }
        finally
        {
            _stopping.Dispose();
            Stopped?.Invoke(this);
            _stopped.SetResult();
        }
    }

    /// <summary>Admits a source or counts and tells the refusal.</summary>
    protected Ticket? TryEnter(SourceAddress source)
    {
        var ticket = Context.Admission.TryEnter(source, _route.Device, _allowFrom, out var refusal);
        if (ticket is not null)
        {
            Interlocked.Increment(ref _accepted);
            return ticket;
        }

        Interlocked.Increment(ref _refused[(int)refusal]);
        Context.Events.Refused(_route.Id, source, refusal);
        return null;
    }

    protected void Begin(Session session)
    {
        _sessions.Add(session);
        session.Start();

        // The lists may have changed between admission and this line.
        if (!Context.Admission.IsAllowed(SourceAddress.From(session.Source.Address), _allowFrom))
            session.End(RelayEnd.NotAllowed);
    }

    private async Task EndSessionsAsync()
    {
        var ended = Task.WhenAll(_sessions.Select(session => session.Completion));
        await ended.WaitAsync(DrainTimeout, Context.Clock.Provider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        foreach (var session in _sessions)
            session.End(RelayEnd.Stopped);

        await ended;

        // Off the thread that serves all sockets (InlineCompletions): who waits for this may do what he likes.
        await Task.Yield();
    }

    /// <summary>Listens until the socket is disposed; no error of one peer ends it.</summary>
    protected abstract Task ListenAsync();
}
