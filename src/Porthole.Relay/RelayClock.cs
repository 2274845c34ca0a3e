namespace Porthole.Relay;

/// <summary>Time since the host began: one monotonic scale for every age and deadline.</summary>
internal sealed class RelayClock(TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();

    public TimeProvider Provider => time;

    public TimeSpan Now => time.GetElapsedTime(_began);

    public DateTimeOffset WallTime => time.GetUtcNow();

    /// <summary>The date of a moment on this scale.</summary>
    public DateTimeOffset ToWallTime(TimeSpan moment) => time.GetUtcNow() + (moment - Now);
}
