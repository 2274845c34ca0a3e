namespace Porthole.PortMapping.Keeping;

/// <summary>When a mapping is asked for again.</summary>
internal static class RenewalTimes
{
    // RFC 6887, 11.2.1: never sooner than this, however short the lease.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(4);

    // A permanent mapping needs no renewal, but routers forget them too (arvidn/libtorrent#2922).
    private static readonly TimeSpan Permanent = TimeSpan.FromHours(1);

    // A gateway may grant 136 years; no timer runs that long, and no router keeps its table that long.
    private static readonly TimeSpan Most = TimeSpan.FromHours(12);

    // After a refusal: soon at first, since a router that boots refuses everything; then no more than a trickle.
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(15);

    /// <summary>After a grant: at a random point between 1/2 and 5/8 of the lease (RFC 6887, 11.2.1).</summary>
    public static TimeSpan AfterGrant(TimeSpan? lease) =>
        lease is { } granted ? Within(granted * (0.5 + (Random.Shared.NextDouble() / 8)), Most) : Permanent;

    /// <summary>After a renewal without an answer: half of what is left, which makes 3/4 and 7/8 of the lease, or 15 min.</summary>
    public static TimeSpan WhileHeld(TimeSpan left) => Within(left / 2, LongestRetry);

    /// <summary>After a refusal without a mapping: 15 s doubling to 15 min, or what the gateway says where that is longer.</summary>
    public static TimeSpan AfterRefusal(int failures, TimeSpan? said)
    {
        var own = FirstRetry * (1 << Math.Min(failures, 6));
        own = own < LongestRetry ? own : LongestRetry;
        return said > own && said < LongestRetry ? said.Value : own;
    }

    private static TimeSpan Within(TimeSpan time, TimeSpan most) => time < Least ? Least : time > most ? most : time;
}
