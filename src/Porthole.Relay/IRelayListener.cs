using System.Collections.Immutable;
using System.Net;

namespace Porthole.Relay;

/// <summary>One listener.</summary>
/// <remarks>
/// Disposing it closes the port at once, before the first await, gives live connections <see cref="RelayOptions.DrainTimeout"/>
/// to end by themselves and then ends them.
/// </remarks>
public interface IRelayListener : IAsyncDisposable
{
    /// <summary>What it does.</summary>
    RelayRoute Route { get; }

    /// <summary>The address and port it listens on.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>The counters at this moment.</summary>
    RelayCounters Counters { get; }

    /// <summary>How many connections, or datagrams of no session, were turned away for a reason since the start.</summary>
    long RefusedFor(RelayRefusal reason);

    /// <summary>The live connections or UDP sessions at this moment, the oldest first.</summary>
    ImmutableArray<RelaySession> Sessions();

    /// <summary>
    /// Lets another set of sources in, or forwards to another target: live connections of sources no longer allowed are closed,
    /// others go on; a new target is for new connections only.
    /// </summary>
    /// <exception cref="ArgumentException">The route has another identity, transport or address to listen on: that is another listener.</exception>
    void Update(RelayRoute route);
}
