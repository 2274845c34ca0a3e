using System.Collections.Immutable;
using Porthole.Agent.Diagnosis.Ports;
using Porthole.Agent.Status;
using Porthole.PortMapping;
using Porthole.Relay;

namespace Porthole.Agent.Forwarding;

/// <summary>What a forward holds on the router and on this PC, and how it came to it.</summary>
internal sealed record Holding
{
    public static Holding Nothing { get; } = new();

    public Route Route { get; init; }

    /// <summary>The mapping on the router; null on the routes none and relay-only.</summary>
    public Mapping? Mapping { get; init; }

    /// <summary>The listener on this PC; null on the route direct, and on none unless it waits there for the next climb.</summary>
    public IRelayListener? Relay { get; init; }

    /// <summary>The refusals met on the way down the ladder, in order.</summary>
    public ImmutableArray<Attempt> Refusals { get; init; } = [];

    /// <summary>What keeps the relay from listening on the wished port; null when nothing does.</summary>
    public RelayObstacle? RelayObstacle { get; init; }

    public bool IsMapped => Route is Route.Direct or Route.Relayed;

    /// <summary>What is left when the mapping is gone: the relay, or nothing.</summary>
    public Holding WithoutMapping() => Relay is null ? Nothing : this with { Route = Route.RelayOnly, Mapping = null };

    /// <summary>What stands on this PC whatever the router is: the relay and what kept it from its port, or nothing.</summary>
    public Holding RelayAlone() => Relay is null ? Nothing : new Holding { Relay = Relay, RelayObstacle = RelayObstacle };
}

/// <summary>One rung that did not hold.</summary>
/// <param name="Rung">The rung.</param>
/// <param name="ExternalPort">The external port asked for.</param>
/// <param name="Refusal">Why it did not hold.</param>
internal sealed record Attempt(Rung Rung, ushort ExternalPort, Refusal Refusal)
{
    /// <summary>Whether it was not made again, because the gateway's answer is known.</summary>
    public bool IsRecalled { get; init; }
}

/// <summary>What kept a relay from the port it was wished on.</summary>
/// <param name="Start">What the operating system said.</param>
/// <param name="Holder">The process that has the port; null when it is not known.</param>
internal sealed record RelayObstacle(RelayStart Start, PortHolder? Holder);
