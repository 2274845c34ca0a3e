using System.Collections.Immutable;
using System.Net;

namespace Porthole.Relay;

/// <summary>Limits of all relays together.</summary>
/// <remarks>
/// Times are checked once a second (more often if one of them is shorter than four seconds), so each may end up to a second late.
/// A source is one IPv4 address, or one global IPv6 /64 network: a host has all of a /64 to choose its addresses from.
/// </remarks>
public sealed partial record RelayOptions
{
    /// <summary>The networks that may connect at all; an IPv4-mapped IPv6 network counts as its IPv4 network. The default is every address.</summary>
    public ImmutableArray<IPNetwork> AllowFrom { get; init; } = [new(IPAddress.Any, 0), new(IPAddress.IPv6Any, 0)];

    /// <summary>
    /// Live connections and UDP sessions of all relays together, 1 to 100,000. The default is 1024.
    /// At this limit and at <see cref="MaxConnectionsPerDevice"/> a newcomer takes the place of the oldest connection that the device
    /// did not serve in its first 5 seconds, else of the one that the device has sent nothing for the longest time and at least
    /// 30 seconds, if there is one. So silent connections cannot shut viewers out, and a live picture is never displaced.
    /// </summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>Live connections and UDP sessions of one source, 1 to 100,000. The default is 64.</summary>
    public int MaxConnectionsPerSource { get; init; } = 64;

    /// <summary>Live connections and UDP sessions to one device, 1 to 100,000. The default is 32.</summary>
    public int MaxConnectionsPerDevice { get; init; } = 32;

    /// <summary>New connections and UDP sessions a second that one source may open in the long run, 1 to 100,000. The default is 10.</summary>
    public int ConnectionRatePerSource { get; init; } = 10;

    /// <summary>
    /// New connections that one source may open at once before <see cref="ConnectionRatePerSource"/> holds, 1 to 100,000. The default is 100:
    /// a camera's own web page may fetch each of its parts over a connection of its own.
    /// </summary>
    public int ConnectionBurstPerSource { get; init; } = 100;

    /// <summary>
    /// New connections a second that reach one device, from all sources that were never served before, 1 to 100,000; twice as many at once.
    /// The default is 50. A source that the device has served is not held back by it, so a flood of strangers does not shut out the owner.
    /// </summary>
    public int ConnectionRatePerDevice { get; init; } = 50;

    /// <summary>
    /// The failing TCP connections within <see cref="FailureWindow"/> after which a source is blocked, 0 to 100,000; 0 never blocks.
    /// The default is 120, two a second: a program that asks a camera's web server for a short answer every second is not taken for an attacker.
    /// A connection fails when it ends within 5 seconds with less than 1 KiB from the device: a scanner, or a password guessed wrong.
    /// One that the device did not accept, or hung up on without a word, is not the source's fault and does not count.
    /// A connection that is served clears the count.
    /// </summary>
    public int MaxFailuresPerSource { get; init; } = 120;

    /// <summary>The time over which failing connections are counted, above zero, up to 1 day. The default is 1 minute.</summary>
    public TimeSpan FailureWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a source stays blocked, above zero, up to 30 days. The default is 10 minutes.</summary>
    public TimeSpan BlockTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How many sources without a live connection are remembered for rates and blocks, 16 to 1,000,000. The default is 16,384, about 3 MB.
    /// The one that was heard longest ago is forgotten first.
    /// </summary>
    public int MaxRememberedSources { get; init; } = 16_384;

    /// <summary>The time a device has to accept a connection, above zero, up to 5 minutes. The default is 5 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time after which a TCP connection without a byte in either direction is closed, above zero, up to 30 days. The default is 10 minutes.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The time after which a TCP connection that one side has ended is closed if no byte comes from the other, above zero, up to 1 day.
    /// The default is 30 seconds. Closing at the first end would break protocols that half-close (RFC 9293, section 3.6);
    /// never closing leaks the connections of peers that vanished (rathole#367).
    /// </summary>
    public TimeSpan HalfCloseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time a peer has to take the bytes in hand (up to 64 KiB) before it is cut off, above zero, up to 1 day. The default is 30 seconds.
    /// </summary>
    public TimeSpan WriteStallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time live connections have to end by themselves once their listener is stopped, zero to 5 minutes. The default is 2 seconds.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The time after which a UDP session ends if its viewer is silent and has not spoken since the device's first answer, above zero, up to 1 day.
    /// The default is 30 seconds, that of Linux (nf_conntrack_udp_timeout). A source address can be forged; so one datagram
    /// cannot turn a camera's stream on somebody else for longer than this.
    /// </summary>
    public TimeSpan UdpUnansweredTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time after which a UDP session without a datagram in either direction ends, above zero, up to 1 day. The default is 2 minutes (RFC 4787, REQ-5).</summary>
    public TimeSpan UdpSessionTimeout { get; init; } = TimeSpan.FromMinutes(2);
}
