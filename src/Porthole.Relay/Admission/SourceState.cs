namespace Porthole.Relay.Admission;

/// <summary>What is remembered of one source. Guarded by the lock of <see cref="AdmissionControl"/>.</summary>
internal sealed class SourceState(SourceAddress network)
{
    public SourceAddress Network { get; } = network;

    /// <summary>Live connections and UDP sessions.</summary>
    public int Live;

    public TokenBucket Rate;

    /// <summary>Failing connections since <see cref="FailingSince"/>.</summary>
    public int Failures;

    public TimeSpan FailingSince;

    public TimeSpan BlockedUntil;

    /// <summary>A device has served it before.</summary>
    public bool Served;
}

/// <summary>What is remembered of one device. Guarded by the lock of <see cref="AdmissionControl"/>.</summary>
internal sealed class DeviceState
{
    /// <summary>Live connections and UDP sessions.</summary>
    public int Live;

    /// <summary>New connections of sources that were never served.</summary>
    public TokenBucket StrangerRate;
}
