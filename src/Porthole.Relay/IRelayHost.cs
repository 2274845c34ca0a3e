using System.Net;
using System.Threading.Channels;

namespace Porthole.Relay;

/// <summary>All relay listeners of this PC, with the limits they share.</summary>
public interface IRelayHost : IAsyncDisposable
{
    /// <summary>What happened that somebody may want to know, in order; one reader. Bounded: the oldest is dropped when nobody reads.</summary>
    ChannelReader<RelayEvent> Events { get; }

    /// <summary>Starts a listener. A port in use, an address this PC does not have and missing rights are values, not exceptions.</summary>
    RelayStart Start(RelayRoute route);

    /// <summary>Applies new limits to new connections; live connections go on.</summary>
    void Update(RelayOptions options);
}

/// <summary>One listener.</summary>
public interface IRelayListener : IAsyncDisposable
{
    /// <summary>What it does.</summary>
    RelayRoute Route { get; }

    /// <summary>The address and port it listens on.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>The counters at this moment.</summary>
    RelayCounters Counters { get; }

    /// <summary>Lets another set of sources in; live connections of sources no longer allowed are closed, others go on.</summary>
    void Update(RelayRoute route);
}

/// <summary>A listener's counters since its start.</summary>
/// <param name="Connections">Live connections or UDP sessions.</param>
/// <param name="BytesIn">Bytes from viewers to the device.</param>
/// <param name="BytesOut">Bytes from the device to viewers.</param>
/// <param name="Accepted">Connections accepted and admitted so far.</param>
/// <param name="Refused">Connections turned away so far.</param>
public readonly record struct RelayCounters(int Connections, long BytesIn, long BytesOut, long Accepted, long Refused);

/// <summary>How a start ended.</summary>
public abstract record RelayStart
{
    private RelayStart()
    {
    }

    /// <summary>It listens.</summary>
    public sealed record Listening(IRelayListener Listener) : RelayStart;

    /// <summary>The port is in use on this PC.</summary>
    public sealed record PortInUse(IPEndPoint EndPoint) : RelayStart;

    /// <summary>The operating system did not allow it: missing rights, an address this PC does not have.</summary>
    public sealed record NotAllowed(IPEndPoint EndPoint, string Evidence) : RelayStart;
}

/// <summary>Something a relay noticed.</summary>
/// <param name="RouteId">The forward's identity.</param>
public abstract record RelayEvent(string RouteId)
{
    /// <summary>A source was turned away.</summary>
    public sealed record Refused(string RouteId, IPAddress Source, RelayRefusal Reason) : RelayEvent(RouteId);

    /// <summary>The device did not accept the relay's connection.</summary>
    public sealed record DeviceUnreachable(string RouteId, IPEndPoint Target, string Evidence) : RelayEvent(RouteId);

    /// <summary>The device accepted a connection again after it had not.</summary>
    public sealed record DeviceReachable(string RouteId) : RelayEvent(RouteId);
}

/// <summary>Why a relay turned a source away.</summary>
public enum RelayRefusal
{
    /// <summary>The source is on no allow-list.</summary>
    NotAllowed,

    /// <summary>The source has <see cref="RelayOptions.MaxConnectionsPerSource"/> already.</summary>
    SourceLimit,

    /// <summary>The device has <see cref="RelayOptions.MaxConnectionsPerDevice"/> already.</summary>
    DeviceLimit,

    /// <summary>All relays together have <see cref="RelayOptions.MaxConnections"/> already.</summary>
    TotalLimit,
}
