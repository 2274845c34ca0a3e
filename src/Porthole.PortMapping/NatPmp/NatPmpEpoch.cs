namespace Porthole.PortMapping.NatPmp;

/// <summary>Watches the gateway's Seconds Since Start Of Epoch, by which it tells that it lost its mappings (RFC 6886, 3.6).</summary>
internal sealed class NatPmpEpoch(TimeProvider time)
{
    // RFC 6886, 3.6: the gateway's clock may be slow by 1/8, and two seconds are rounding and delay.
    private const double SlowestClock = 7.0 / 8;
    private const double Slack = 2;

    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private (long Server, double Client)? _previous;

    /// <summary>Takes in the epoch of a response; returns what shows that the gateway lost its state, or null when nothing does.</summary>
    public string? Observe(uint epoch)
    {
        lock (_gate)
        {
            var now = time.GetElapsedTime(_start).TotalSeconds;
            var previous = _previous;
            _previous = (epoch, now);
            if (previous is not var (server, client))
                return null;
            var expected = server + ((now - client) * SlowestClock);
            return epoch >= expected - Slack
                ? null
                : $"its NAT-PMP epoch is {epoch} s where at least {expected - Slack:0} s were due";
        }
    }
}
