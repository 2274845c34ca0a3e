namespace Porthole.PortMapping.Tests.Discovery;

/// <summary>A clock that stands still until it is told to move.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on by <paramref name="by"/>, firing what falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (FireNext(end))
        {
        }
        lock (_gate)
            _now = end;
    }

    /// <summary>Moves on, and before every step waits until the code under test has set its next timer.</summary>
    public async Task RunAsync(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        do
        {
            await Eventually.True(() => HasTimer, "a timer is set");
        }
        while (FireNext(end));
        lock (_gate)
            _now = end;
    }

    /// <summary>Moves on from timer to timer until the task is done.</summary>
    public async Task<T> RunUntilAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            await Eventually.True(() => HasTimer || task.IsCompleted, "a timer is set");
            FireNext(DateTimeOffset.MaxValue);
        }
        return await task;
    }

    private bool HasTimer
    {
        get
        {
            lock (_gate)
                return _timers.Exists(timer => timer.Due is not null);
        }
    }

    private bool FireNext(DateTimeOffset end)
    {
        ManualTimer? next;
        lock (_gate)
        {
            next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is null)
                return false;
            _now = next.Due!.Value > _now ? next.Due.Value : _now;
            next.Due = null;
        }
        next.Fire();
        return true;
    }

    private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
    {
        public DateTimeOffset? Due { get; set; }

        public Action Fire => fire;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
                if (!time._timers.Contains(this))
                    time._timers.Add(this);
            }
            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
