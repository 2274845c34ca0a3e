namespace Porthole.Relay.Admission;

/// <summary>What is remembered of one source. Guarded by the lock of <see cref="AdmissionControl"/>.</summary>
internal sealed class SourceState(SourceAddress network)
{
    // Failing connections since _failingSince.
    private int _failures;
    private TimeSpan _failingSince;

    public SourceAddress Network => network;

    /// <summary>Live connections and UDP sessions.</summary>
    public int Live { get; set; }

    public TokenBucket Rate { get; } = new();

    /// <summary>A device has served it before.</summary>
    public bool Served { get; private set; }

    public TimeSpan BlockedUntil { get; private set; }

    /// <summary>Takes note of how a connection went. True when the source is blocked from now on.</summary>
    public bool Judge(Verdict verdict, TimeSpan now, RelayOptions options)
    {
        if (verdict == Verdict.Served)
        {
            Served = true;
            _failures = 0;
        }

        if (verdict != Verdict.Failing || options.MaxFailuresPerSource == 0 || BlockedUntil > now)
            return false;

        if (_failures == 0 || now - _failingSince > options.FailureWindow)
            (_failures, _failingSince) = (0, now);

        if (++_failures < options.MaxFailuresPerSource)
            return false;

        _failures = 0;
        BlockedUntil = now + options.BlockTime;
        return true;
    }

    /// <summary>False when it was not blocked.</summary>
    public bool Unblock(TimeSpan now)
    {
        if (BlockedUntil <= now)
            return false;

        BlockedUntil = TimeSpan.Zero;
        return true;
    }
}
