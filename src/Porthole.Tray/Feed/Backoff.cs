namespace Porthole.Tray.Feed;

/// <summary>The waiting times between attempts to reach the agent: each twice the one before, up to a limit.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan limit)
{
    /// <summary>The wait before; null while the next is the first.</summary>
    private TimeSpan? _last;

    /// <summary>How long to wait before the next attempt.</summary>
    public TimeSpan Next()
    {
        var wait = _last is { } last ? last + last : first;
        if (wait > limit) wait = limit;
        _last = wait;
        return wait;
    }

    /// <summary>The agent answered: the next loss starts small again.</summary>
    public void Reset() => _last = null;
}
