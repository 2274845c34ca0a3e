namespace Porthole.Testing;

/// <summary>A clock that moves when a test says so. It begins at the Unix epoch.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _now;
    private TimeSpan _wallAhead;

    /// <summary>The timers that run.</summary>
    public int Timers
    {
        get
        {
            lock (_lock)
                return _timers.Count;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_lock)
            return _now.Ticks;
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(GetTimestamp()) + _wallAhead;

    /// <summary>How long until the first armed timer is due; null when none is armed.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_lock) return _timers.Count == 0 ? null : _timers.Min(timer => timer.Due) - _now;
        }
    }

    /// <summary>Sets the wall clock without a timer noticing, as a standby or a time service does.</summary>
    public void SetWall(TimeSpan by) => _wallAhead += by;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on, and fires what falls due on the way, in order.</summary>
    public void Advance(TimeSpan by)
    {
        // A wall clock set on the way does not change how long the way is.
        var end = _now + by;
        while (FireNext(At(end)))
        {
        }

        MoveTo(At(end));
    }

    /// <summary>Moves on to the next timer that is due by then and fires it; false when there is none.</summary>
    public bool FireNext(DateTimeOffset end)
    {
        ManualTimer? next;
        lock (_lock)
        {
            next = _timers.Where(timer => timer.Due <= Elapsed(end)).MinBy(timer => timer.Due);
            if (next is null)
                return false;
            _now = next.Due > _now ? next.Due : _now;
            next.Rearm();
        }

        next.Fire();
        return true;
    }

    /// <summary>Moves on without firing anything.</summary>
    public void MoveTo(DateTimeOffset time)
    {
        lock (_lock)
            _now = Elapsed(time);
    }

    private DateTimeOffset At(TimeSpan now) => DateTimeOffset.UnixEpoch + now + _wallAhead;

    private TimeSpan Elapsed(DateTimeOffset time) => time - DateTimeOffset.UnixEpoch - _wallAhead;

    private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
    {
        private TimeSpan _period;

        public TimeSpan Due { get; private set; }

        public Action Fire => fire;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                _period = period;
                Due = time._now + dueTime;
                time._timers.Add(this);
                return true;
            }
        }

        /// <summary>Sets the next time of a periodic timer and lets any other rest; under the clock's lock.</summary>
        public void Rearm()
        {
            if (_period > TimeSpan.Zero)
                Due += _period;
            else
                time._timers.Remove(this);
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
