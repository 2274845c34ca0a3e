namespace Porthole.Relay.Listening;

/// <summary>The pause after an error of a listening socket: 5 ms, doubling to 1 s, until one success.</summary>
internal sealed class Backoff(TimeProvider time)
{
    // Short enough that a single broken connection is not felt, long enough to wait for a socket to come free.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private TimeSpan _next = Shortest;

    public void Reset() => _next = Shortest;

    public async Task WaitAsync(CancellationToken stop)
    {
        await Task.Delay(_next, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _next = _next * 2 < Longest ? _next * 2 : Longest;
    }
}
