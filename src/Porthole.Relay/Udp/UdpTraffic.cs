namespace Porthole.Relay.Udp;

/// <summary>A UDP session's counters and its time. Looks at the counters once in a while, so that a datagram costs no clock and no timer.</summary>
internal sealed class UdpTraffic
{
    private long _bytesIn;
    private long _bytesOut;
    private long _datagramsIn;
    private long _datagramsOut;
    private bool _isAnswered;

    private long _lastIn;
    private long _lastOut;
    private TimeSpan? _lastInAt;
    private TimeSpan _lastOutAt;

    public long BytesIn => Volatile.Read(ref _bytesIn);

    public long BytesOut => Volatile.Read(ref _bytesOut);

    /// <summary>The viewer has spoken after the device had: it is there, and hears.</summary>
    public bool IsAnswered => Volatile.Read(ref _isAnswered);

    /// <summary>Called by the listener's loop alone.</summary>
    public void CountIn(int bytes)
    {
        if (!_isAnswered && Volatile.Read(ref _datagramsOut) > 0)
            Volatile.Write(ref _isAnswered, true);

        Volatile.Write(ref _bytesIn, _bytesIn + bytes);
        Volatile.Write(ref _datagramsIn, _datagramsIn + 1);
    }

    /// <summary>Called by the session's loop alone.</summary>
    public void CountOut(int bytes)
    {
        Volatile.Write(ref _bytesOut, _bytesOut + bytes);
        Volatile.Write(ref _datagramsOut, _datagramsOut + 1);
    }

    /// <summary>Whether the session has been silent for too long. Called by the host's check alone.</summary>
    public bool IsOver(TimeSpan now, RelayOptions options)
    {
        var (datagramsIn, datagramsOut) = (Volatile.Read(ref _datagramsIn), Volatile.Read(ref _datagramsOut));
        if (_lastInAt is null || datagramsIn != _lastIn)
            (_lastIn, _lastInAt) = (datagramsIn, now);
        if (datagramsOut != _lastOut)
            (_lastOut, _lastOutAt) = (datagramsOut, now);

        var viewerSilence = now - _lastInAt.Value;
        if (!IsAnswered && datagramsOut > 0)
            return viewerSilence >= options.UdpUnansweredTimeout;

        return viewerSilence >= options.UdpSessionTimeout && now - _lastOutAt >= options.UdpSessionTimeout;
    }
}
