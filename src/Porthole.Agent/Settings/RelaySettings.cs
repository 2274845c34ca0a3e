using System.Collections.Immutable;
using System.Net;

namespace Porthole.Agent.Settings;

/// <summary>What the relay may do; the limits hold for all relays together. What each is for: docs/relay.md.</summary>
internal sealed record RelaySettings
{
    /// <summary>Whether Porthole may listen itself where the router does not map to the device. The default is true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The networks that may connect at all. The default is every address.</summary>
    public ImmutableArray<IPNetwork> AllowFrom { get; init; } = [new(IPAddress.Any, 0), new(IPAddress.IPv6Any, 0)];

    /// <summary>Live connections of all relays together, 1 to 100,000. The default is 1,024.</summary>
    [NumberRange(1, 100_000)]
    public int MaxConnections { get; init; } = 1024;

    /// <summary>Live connections of one source address, 1 to 100,000. The default is 64.</summary>
    [NumberRange(1, 100_000)]
    public int MaxConnectionsPerSource { get; init; } = 64;

    /// <summary>Live connections to one device, 1 to 100,000. The default is 32.</summary>
    [NumberRange(1, 100_000)]
    public int MaxConnectionsPerDevice { get; init; } = 32;

    /// <summary>New connections a second that one source may open in the long run, 1 to 100,000. The default is 10.</summary>
    [NumberRange(1, 100_000)]
    public int ConnectionRatePerSource { get; init; } = 10;

    /// <summary>New connections that one source may open at once before its rate holds, 1 to 100,000. The default is 100.</summary>
    [NumberRange(1, 100_000)]
    public int ConnectionBurstPerSource { get; init; } = 100;

    /// <summary>New connections a second to one device from all sources that it has not served before, 1 to 100,000. The default is 50.</summary>
    [NumberRange(1, 100_000)]
    public int ConnectionRatePerDevice { get; init; } = 50;

    /// <summary>Failing connections within <see cref="FailureWindow"/> that block a source, 0 to 100,000; 0 blocks nobody. The default is 120.</summary>
    [NumberRange(0, 100_000)]
    public int MaxFailuresPerSource { get; init; } = 120;

    /// <summary>The time over which failing connections are counted, 1 second to 1 day. The default is 1 minute.</summary>
    [DurationRange("00:00:01", "1.00:00:00")]
    public TimeSpan FailureWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a source stays blocked, 1 second to 30 days. The default is 10 minutes.</summary>
    [DurationRange("00:00:01", "30.00:00:00")]
    public TimeSpan BlockTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Sources without a live connection that are remembered for rates and blocks, 16 to 1,000,000. The default is 16,384.</summary>
    [NumberRange(16, 1_000_000)]
    public int MaxRememberedSources { get; init; } = 16_384;

    /// <summary>The time a device has to accept a connection, 1 millisecond to 5 minutes. The default is 5 seconds.</summary>
    [DurationRange("00:00:00.001", "00:05:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time after which a silent TCP connection is closed, 1 millisecond to 7 days. The default is 10 minutes.</summary>
    [DurationRange("00:00:00.001", "7.00:00:00")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The silence after which a TCP connection that one side has ended is closed, 1 millisecond to 1 day. The default is 30 seconds.</summary>
    [DurationRange("00:00:00.001", "1.00:00:00")]
    public TimeSpan HalfCloseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time a viewer or device has to take what it is sent before it is cut off, 1 millisecond to 1 day. The default is 30 seconds.</summary>
    [DurationRange("00:00:00.001", "1.00:00:00")]
    public TimeSpan WriteStallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time that live connections have to end by themselves when their relay is closed, 0 to 5 seconds: a stop of the agent
    /// waits for it and has ten. The default is 2 seconds.
    /// </summary>
    [DurationRange("00:00:00", "00:00:05")]
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The time after which a UDP session ends whose viewer has not spoken since the device's first answer, 1 millisecond to 1 day. The default is 30 seconds.</summary>
    [DurationRange("00:00:00.001", "1.00:00:00")]
    public TimeSpan UdpUnansweredTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time after which a silent UDP session ends, 1 millisecond to 1 day. The default is 2 minutes.</summary>
    [DurationRange("00:00:00.001", "1.00:00:00")]
    public TimeSpan UdpSessionTimeout { get; init; } = TimeSpan.FromMinutes(2);
}
