namespace Porthole.PortMapping.Discovery;

/// <summary>
/// Judges whether what the gateway says unasked reaches this PC. Announcements are lost to a firewall on this PC, to switches that
/// filter multicast and to access points that keep their clients apart: who relies on them there never learns of a restart.
/// </summary>
internal sealed class Hearing(TimeProvider time)
{
    // A UPnP device announces itself again before its last word runs out, which it does after half an hour as a rule (UPnP Device
    // Architecture 1.1, 1.2.2: "should be greater than or equal to 1800 seconds").
    private static readonly TimeSpan Trusted = TimeSpan.FromMinutes(35);

    // The first event comes with the answer to the subscription; a busy router may take some seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long? _spokeAt;
    private long? _dueSince;

    /// <summary>It was heard.</summary>
    public void Spoke()
    {
        lock (_gate)
            (_spokeAt, _dueSince) = (time.GetTimestamp(), null);
    }

    /// <summary>It is due to be heard now. What is heard anyway proves enough; so does what was not heard before.</summary>
    public void Due()
    {
        lock (_gate)
        {
            if (_spokeAt is not { } spoke || time.GetElapsedTime(spoke) >= Trusted)
                _dueSince ??= time.GetTimestamp();
        }
    }

    /// <summary>What is known at this moment, and how long that can hold by itself.</summary>
    public (Audibility Audibility, TimeSpan For) Judge()
    {
        lock (_gate)
        {
            if (_spokeAt is { } spoke)
                return Within(spoke, Trusted, Audibility.Heard);
            return _dueSince is { } due ? Within(due, Patience, Audibility.Unknown) : (Audibility.Unknown, Timeout.InfiniteTimeSpan);
        }
    }

    private (Audibility Audibility, TimeSpan For) Within(long since, TimeSpan bound, Audibility until) =>
        bound - time.GetElapsedTime(since) is var left && left > TimeSpan.Zero ? (until, left) : (Audibility.Lost, Timeout.InfiniteTimeSpan);
}

/// <summary>Whether the gateway's own word arrives.</summary>
internal enum Audibility
{
    /// <summary>It has said nothing yet, and had not to.</summary>
    Unknown,

    /// <summary>It was heard, and not long ago.</summary>
    Heard,

    /// <summary>It must have spoken, and was not heard.</summary>
    Lost,
}
