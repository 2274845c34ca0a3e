namespace Porthole.PortMapping.Discovery;

/// <summary>When a session searches.</summary>
internal static class SearchSchedule
{
    /// <summary>
    /// The bursts of a full search. One hop away an answer takes milliseconds; the repeats are for lost packets,
    /// at the pace of RFC 6886, 3.1.
    /// </summary>
    public static readonly IReadOnlyList<TimeSpan> Bursts =
    [
        TimeSpan.Zero,
        TimeSpan.FromMilliseconds(250),
        TimeSpan.FromMilliseconds(500),
        TimeSpan.FromMilliseconds(1000),
        TimeSpan.FromMilliseconds(2000),
    ];

    /// <summary>
    /// A look in an idle network is one burst. At one look every 15 minutes a silent router then gets fewer than
    /// 20 packets an hour: full bursts would be noise in its log (tailscale/tailscale#810, syncthing/syncthing#9324).
    /// </summary>
    public static readonly IReadOnlyList<TimeSpan> Look = [TimeSpan.Zero];

    // The last burst is sent at 2 s, and UPnP devices may take up to MX seconds to answer one.
    public static readonly TimeSpan Verdict = TimeSpan.FromSeconds(4);

    // A router that boots takes a minute or two: the first looks must not be far apart.
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(15);

    // The longest an owner who switched UPnP on without a restart of anything has to wait.
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    // A search so young has just asked everything; asking again would only repeat it.
    public static readonly TimeSpan TooYoungToRestart = TimeSpan.FromMilliseconds(250);

    // One restart shows in both epochs and in ten announcements (RFC 6886, 3.2.1), the first five of them within 4 s.
    public static readonly TimeSpan OneRestart = TimeSpan.FromSeconds(5);
}
