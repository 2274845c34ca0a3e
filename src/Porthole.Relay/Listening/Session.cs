using System.Net;
using Porthole.Relay.Admission;

namespace Porthole.Relay.Listening;

/// <summary>One admitted connection or UDP session, from admission to the event of its end.</summary>
internal abstract class Session(RelayListener listener, IPEndPoint source, IPEndPoint target, Ticket ticket)
{
    // Less than this from the device is an error message, not a service: an RTSP or HTTP 401 has some 300 bytes.
    private const int ServedBytes = 1024;

    // Scanners and password guessers go at once; a person who is served stays longer.
    private static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(5);

    // Enum.None does not exist: an unset end is a session that lives.
    private const int Alive = -1;

    private int _end = Alive;
    private bool _toldServed;

    public long Id { get; } = listener.Context.NextSessionId();

    public IPEndPoint Source => source;

    public IPEndPoint Target => target;

    public TimeSpan Started { get; } = listener.Context.Clock.Now;

    /// <summary>Ends when the session has left the listener's book.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public abstract long BytesIn { get; }

    public abstract long BytesOut { get; }

    protected RelayListener Listener => listener;

    protected RelayOptions Options => listener.Context.Options;

    protected bool HasEnded => Volatile.Read(ref _end) != Alive;

    public void Start() => Completion = RunAsync();

    public RelaySession Snapshot()
    {
        var clock = listener.Context.Clock;
        return new(Id, source, target, clock.ToWallTime(Started), clock.Now - Started, BytesIn, BytesOut);
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
        if (!_toldServed && BytesOut >= ServedBytes)
        {
            _toldServed = true;
            listener.Context.Admission.Served(ticket);
        }

        CheckTimes(now);
    }

    protected abstract void CheckTimes(TimeSpan now);

    /// <summary>Carries the traffic until one of the sides or <see cref="End"/> ends it. Returns with everything closed.</summary>
    protected abstract Task CarryAsync();

    /// <summary>Makes <see cref="CarryAsync"/> return soon. Called once, from any thread.</summary>
    protected abstract void Close(RelayEnd reason);

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
        listener.Remove(this);

        if (listener.Context.Admission.Leave(ticket, Judge(reason, snapshot)))
        {
            var until = listener.Context.Clock.ToWallTime(listener.Context.Clock.Now + Options.BlockTime);
            listener.Publish(new RelayEvent.Blocked(listener.Route.Id, source.Address, until));
        }

        listener.Publish(new RelayEvent.SessionEnded(listener.Route.Id, snapshot, reason));
    }

    /// <summary>Whether the end speaks for or against the source; UDP sources may be forged, so nothing speaks against them.</summary>
    private Verdict Judge(RelayEnd reason, RelaySession last)
    {
        if (last.BytesOut >= ServedBytes)
            return Verdict.Served;

        var ownDoing = reason is RelayEnd.Completed or RelayEnd.ViewerFailed && (last.BytesOut > 0 || !DeviceHungUp);
        return CountsFailures && ownDoing && last.Age < ShortLife ? Verdict.Failing : Verdict.Neutral;
    }

    protected abstract bool CountsFailures { get; }

    /// <summary>The device was the first to end.</summary>
    protected abstract bool DeviceHungUp { get; }
}
