namespace Porthole.Relay.Tests.Support;

/// <summary>Knows when nothing moves any more.</summary>
public static class Pipes
{
    // Longer than a busy machine keeps one thread waiting.
    private const int Looks = 60;

    /// <summary>Waits until bytes have moved through a listener and then none have for a while: every buffer on the way is full.</summary>
    public static async Task AreFullAsync(IRelayListener listener)
    {
        var (last, still) = (0L, 0);
        await Wait.UntilAsync(
            () =>
            {
                var counters = listener.Counters;
                var moved = counters.BytesIn + counters.BytesOut;
                still = moved == last && moved > 1 << 16 ? still + 1 : 0;
                last = moved;
                return still > Looks;
            },
            "full pipes");
    }
}
