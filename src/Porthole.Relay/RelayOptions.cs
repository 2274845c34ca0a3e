using System.Collections.Immutable;
using System.Net;

namespace Porthole.Relay;

/// <summary>Limits of all relays together.</summary>
public sealed record RelayOptions
{
    /// <summary>The networks that may connect at all. The default is every address.</summary>
    public ImmutableArray<IPNetwork> AllowFrom { get; init; } = [IPNetwork.Parse("0.0.0.0/0"), IPNetwork.Parse("::/0")];

    /// <summary>Live connections and UDP sessions of all relays together, above 0. The default is 1024.</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>Live connections and UDP sessions of one source address, above 0. The default is 64.</summary>
    public int MaxConnectionsPerSource { get; init; } = 64;

    /// <summary>Live connections and UDP sessions to one device, above 0. The default is 32.</summary>
    public int MaxConnectionsPerDevice { get; init; } = 32;

    /// <summary>The time a device has to accept a connection, above zero. The default is 5 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time after which a TCP connection without a byte in either direction is closed, above zero. The default is 10 minutes.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The time after which a UDP session without a datagram in either direction ends, above zero. The default is 2 minutes (RFC 4787, REQ-5).</summary>
    public TimeSpan UdpSessionTimeout { get; init; } = TimeSpan.FromMinutes(2);
}
