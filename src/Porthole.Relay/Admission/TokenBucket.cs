namespace Porthole.Relay.Admission;

/// <summary>Lets a burst through and after it a steady rate.</summary>
internal sealed class TokenBucket
{
    private double _tokens = double.PositiveInfinity;
    private TimeSpan _filledAt;

    public bool TryTake(TimeSpan now, int rate, int burst)
    {
        // A new bucket is full, whatever its size is today.
        _tokens = Math.Min(burst, _tokens + ((now - _filledAt).TotalSeconds * rate));
        _filledAt = now;

        if (_tokens < 1)
            return false;

        _tokens--;
        return true;
    }
}
