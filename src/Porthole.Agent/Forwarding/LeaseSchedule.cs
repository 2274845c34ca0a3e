using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>When a mapping is renewed (DESIGN.md, "Time"): a random point between 1/2 and 5/8 of the lease, then 3/4, then 7/8 (RFC 6887, 11.2.1).</summary>
internal static class LeaseSchedule
{
    /// <summary>The time of the next renewal; null for a permanent mapping, which only a readback can miss.</summary>
    /// <param name="mapping">The grant.</param>
    /// <param name="tries">How many renewals of this grant went unanswered, from 0.</param>
    /// <param name="random">Spreads many forwards over the window.</param>
    public static DateTimeOffset? NextRenewal(Mapping mapping, int tries, Random random)
    {
        if (mapping.Lease is not { } lease) return null;
        var part = tries switch
        {
            0 => 0.5 + (random.NextDouble() / 8),
            1 => 0.75,
            2 => 0.875,

            // The lease has run out by then and the mapping must be asked for anew.
            _ => 1.0,
        };
        return mapping.GrantedAt + (lease * part);
    }
}
