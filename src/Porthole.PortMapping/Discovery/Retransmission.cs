namespace Porthole.PortMapping.Discovery;

/// <summary>
/// When a request that got no answer is sent again, in the form of RFC 6887, 8.1.1:
/// RT = (1 + RAND) * IRT, then RT = (1 + RAND) * 2 * RTprev, until MRC sends or MRD have passed.
/// </summary>
internal static class Retransmission
{
    // IRT. RFC 6887 says 3 s because its server may be a carrier's, far away. Ours is one hop away and answers in
    // milliseconds; 250 ms is what RFC 6886, 3.1 asks of NAT-PMP on the same link.
    public static readonly TimeSpan Initial = TimeSpan.FromMilliseconds(250);

    // MRC. Five sends end at 0.25 + 0.5 + 1 + 2 + 4 s, beyond which the bound below has passed anyway.
    public const int MaximumCount = 5;

    // MRD. The verdict on a silent gateway falls at 4 s in a search too: past that an owner reads "does not answer".
    public static readonly TimeSpan MaximumDuration = TimeSpan.FromSeconds(4);

    // RAND of RFC 6887, 8.1.1 lies between -0.1 and +0.1, so that hosts that start together drift apart.
    public const double Jitter = 0.1;

    /// <summary>How long to wait for an answer after send <paramref name="attempt"/>, counted from 0, before jitter.</summary>
    public static TimeSpan After(int attempt) => Initial * (1 << Math.Min(attempt, MaximumCount));

    /// <summary>The same with a random factor from 0.9 to 1.1.</summary>
    public static TimeSpan Jittered(int attempt) =>
        After(attempt) * (1 + ((Random.Shared.NextDouble() * 2 * Jitter) - Jitter));
}
