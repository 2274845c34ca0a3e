namespace Porthole.Relay.Tcp;

/// <summary>
/// A session's idle, half-close and stall times. It looks at the pumps' counters once in a while, so that
/// carrying a byte costs no clock and no timer.
/// </summary>
internal struct TcpDeadlines
{
    // A pump that holds nothing has nothing that could stall.
    private const long NothingInHand = -1;

    private Mark _any;
    private Mark _inwardInHand;
    private Mark _outwardInHand;

    /// <summary>The time that is over, or null.</summary>
    public RelayEnd? Over(TcpPump inward, TcpPump outward, TimeSpan now, RelayOptions options)
    {
        var halfClosed = inward.HasEnded || outward.HasEnded;

        // The half-close counts as progress too, so that its own time begins with it.
        var silence = _any.Age(inward.Received + inward.Sent + outward.Received + outward.Sent + (halfClosed ? 1 : 0), now);
        var inwardInHand = InHand(inward);
        var outwardInHand = InHand(outward);
        var inwardStall = _inwardInHand.Age(inwardInHand, now);
        var outwardStall = _outwardInHand.Age(outwardInHand, now);

        if (inwardInHand != NothingInHand && inwardStall >= options.WriteStallTimeout)
            return RelayEnd.DeviceStalled;
        if (outwardInHand != NothingInHand && outwardStall >= options.WriteStallTimeout)
            return RelayEnd.ViewerStalled;
        if (halfClosed && silence >= options.HalfCloseTimeout)
            return RelayEnd.HalfCloseTimeout;

        return silence >= options.IdleTimeout ? RelayEnd.IdleTimeout : null;
    }

    /// <summary>Which buffer the receiver has yet to take, by its place in the stream.</summary>
    private static long InHand(TcpPump pump)
    {
        var sent = pump.Sent;
        return pump.Received == sent ? NothingInHand : sent;
    }

    /// <summary>A counter's last known value, and since when it stands there.</summary>
    private struct Mark
    {
        private long _value;
        private TimeSpan _since;
        private bool _set;

        public TimeSpan Age(long value, TimeSpan now)
        {
            if (!_set || value != _value)
                (_value, _since, _set) = (value, now, true);

            return now - _since;
        }
    }
}
