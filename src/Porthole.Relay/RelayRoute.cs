using System.Collections.Immutable;
using System.Net;

namespace Porthole.Relay;

/// <summary>What one relay listener does: where it listens, and the one target it ever forwards to.</summary>
public sealed record RelayRoute
{
    /// <summary>The forward's identity, for counters and messages.</summary>
    public required string Id { get; init; }

    /// <summary>TCP or UDP.</summary>
    public required RelayTransport Transport { get; init; }

    /// <summary>The address and port to listen on; port 0 lets the operating system choose, the address <c>::</c> takes IPv4 too.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>The device's address and port. Nothing that a client sends can change it.</summary>
    public required IPEndPoint Target { get; init; }

    /// <summary>The device that shares <see cref="RelayOptions.MaxConnectionsPerDevice"/> among its forwards.</summary>
    public required string Device { get; init; }

    /// <summary>Who may connect, beside <see cref="RelayOptions.AllowFrom"/>, which must allow the source too; null for everybody, empty for nobody.</summary>
    public ImmutableArray<IPNetwork>? AllowFrom { get; init; }
}
