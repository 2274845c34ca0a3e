namespace Porthole.PortMapping.Pcp;

/// <summary>Watches the gateway's Epoch Time, by which it tells that it lost its mappings (RFC 6887, 8.5).</summary>
internal sealed class PcpEpoch(TimeProvider time)
{
    // RFC 6887, 8.5: a step back by one second is packet reordering.
    private const long Reordering = 1;

    // RFC 6887, 8.5: both clocks may be off by 1/16 and by two seconds of rounding and delay.
    private const long Slack = 2;
    private const long DriftDivisor = 16;

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
            return previous is var (server, client) ? Compare(server, epoch, now - client) : null;
        }
    }

    private static string? Compare(long before, long now, double clientDelta)
    {
        if (now < before - Reordering)
            return $"its PCP epoch fell from {before} s to {now} s";
        var serverDelta = now - before;
        var fits = clientDelta + Slack >= serverDelta - ((double)serverDelta / DriftDivisor)
            && serverDelta + Slack >= clientDelta - (clientDelta / DriftDivisor);
        return fits ? null : $"its PCP epoch moved by {serverDelta} s in {clientDelta:0} s";
    }
}
