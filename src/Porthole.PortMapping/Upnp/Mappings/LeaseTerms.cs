namespace Porthole.PortMapping.Upnp.Mappings;

/// <summary>Leases as UPnP counts them: whole seconds, 0 for permanent.</summary>
internal static class LeaseTerms
{
    public const uint Permanent = 0;

    // One week, the longest of WANIPConnection:2 (2.3.23); some routers of version 1 refuse 0 and longer ones (net-tools#52).
    public const uint Longest = 604_800;

    /// <summary>The seconds to ask for; a wish of zero or below, or for ever, is permanent.</summary>
    public static uint ToSeconds(TimeSpan lease) => lease <= TimeSpan.Zero || lease == TimeSpan.MaxValue
        ? Permanent
        : (uint)Math.Clamp(Math.Ceiling(lease.TotalSeconds), 1, Longest);

    /// <summary>What a granted lease means; a service of version 2 takes 0 for one week (WANIPConnection:2, 2.3.23).</summary>
    public static TimeSpan? ToLease(uint seconds, bool isVersion2) => seconds != Permanent ? TimeSpan.FromSeconds(seconds)
        : isVersion2 ? TimeSpan.FromSeconds(Longest)
        : null;
}
