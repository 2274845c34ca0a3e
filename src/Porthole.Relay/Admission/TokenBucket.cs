namespace Porthole.Relay.Admission;

/// <summary>Lets a burst through and after it a steady rate.</summary>
internal struct TokenBucket
{
    private double _tokens;
    private TimeSpan _filledAt;
    private bool _used;

    public bool TryTake(TimeSpan now, int rate, int burst)
    {
        _tokens = _used ? Math.Min(burst, _tokens + ((now - _filledAt).TotalSeconds * rate)) : burst;
        _filledAt = now;
        _used = true;

        if (_tokens < 1)
            return false;

        _tokens--;
        return true;
    }
}
