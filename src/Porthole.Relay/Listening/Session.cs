using System.Net;
using Porthole.Relay.Admission;

namespace Porthole.Relay.Listening;

/// <summary>One admitted connection or UDP session, from admission to the event of its end.</summary>
internal abstract class Session
{
    // Scanners and password guessers go at once; a person who is served stays longer.
    private static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(5);

    // No member of RelayEnd: a session that has not ended.
    private const int Alive = -1;

    private readonly Ticket _ticket;
    private readonly TimeSpan _started;
    private int _end = Alive;
    private bool _toldServed;
    private long _seenBytesOut;

    protected Session(RelayListener listener, IPEndPoint source, IPEndPoint target, Ticket ticket)
    {
        Listener = listener;
        Source = source;
        Target = target;
        Id = listener.Context.NextSessionId();
        _started = listener.Context.Clock.Now;
        _ticket = ticket;
        ticket.Displace = () => End(RelayEnd.Displaced);
    }

    public long Id { get; }

    public IPEndPoint Source { get; }

    public IPEndPoint Target { get; }

    /// <summary>Ends when the session has left the listener's book.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public abstract long BytesIn { get; }

    public abstract long BytesOut { get; }

    protected RelayListener Listener { get; }

    protected RelayOptions Options => Listener.Context.Options;

    protected bool HasEnded => Volatile.Read(ref _end) != Alive;

    /// <summary>The device does more for the viewer than turn it away.</summary>
    protected abstract bool IsServed { get; }

    public void Start() => Completion = RunAsync();

    public RelaySession Snapshot()
    {
        var clock = Listener.Context.Clock;
        return new(Id, Source, Target, clock.ToWallTime(_started), clock.Now - _started, BytesIn, BytesOut);
    }

    /// <summary>Ends the session for a reason; the first reason counts.</summary>
    public void End(RelayEnd reason)
    {
        if (Interlocked.CompareExchange(ref _end, (int)reason, Alive) == Alive)
            Close(reason);
    }

    /// <summary>Looks whether a time is over. Called about once a second, by one thread at a time.</summary>
    public void Check(TimeSpan now)
    {
        var bytesOut = BytesOut;
        if (bytesOut != _seenBytesOut)
        {
            _seenBytesOut = bytesOut;
            _ticket.HeardFromDevice(now);
        }

        if (!_toldServed && IsServed)
        {
            _toldServed = true;
            Listener.Context.Admission.Served(_ticket);
        }

        CheckTimes(now, now - _started);
    }

    protected abstract void CheckTimes(TimeSpan now, TimeSpan age);

    /// <summary>Carries the traffic until one of the sides or <see cref="End"/> ends it. Returns with everything closed.</summary>
    protected abstract Task CarryAsync();

    /// <summary>Makes <see cref="CarryAsync"/> return soon. Called once, from any thread.</summary>
    protected abstract void Close(RelayEnd reason);

    /// <summary>Whether an end so early speaks against the source.</summary>
    protected abstract bool IsFailure(RelayEnd reason);

    private async Task RunAsync()
    {
        try
        {
            await CarryAsync();
        }
        finally
        {
            // Whatever went wrong unforeseen, the place is given back.
            End(RelayEnd.LocalFailure);
            Leave((RelayEnd)_end);
        }
    }

    private void Leave(RelayEnd reason)
    {
        var snapshot = Snapshot();
        var verdict = IsServed ? Verdict.Served : snapshot.Age < ShortLife && IsFailure(reason) ? Verdict.Failing : Verdict.Neutral;
        var blocked = Listener.Context.Admission.Leave(_ticket, verdict);

        Listener.Remove(this);
        Listener.Publish(new RelayEvent.SessionEnded(Listener.Route.Id, snapshot, reason));
        if (blocked)
            Listener.Publish(new RelayEvent.Blocked(Listener.Route.Id, Source.Address, Listener.Context.Clock.WallTime + Options.BlockTime));
    }
}
