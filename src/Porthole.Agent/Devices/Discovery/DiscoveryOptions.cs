using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices.Neighbours;

namespace Porthole.Agent.Devices.Discovery;

/// <summary>Where and how long a search looks.</summary>
internal sealed record DiscoveryOptions
{
    /// <summary>How long the search takes, 1 to 30 seconds. The default is 2.7: cameras answer within one second, each question is asked three times, and the whole command stays below 3.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(2.7);

    /// <summary>The networks to search; null (the default) takes every one that this PC has a card on.</summary>
    public ImmutableArray<LocalNetwork>? Networks { get; init; }

    /// <summary>Addresses that are asked by unicast too, on any network: a device whose address is known or guessed. None by default.</summary>
    public ImmutableArray<IPAddress> Targets { get; init; } = [];

    /// <summary>Whether groups and broadcast addresses are asked. The default is true; false asks <see cref="Targets"/> alone.</summary>
    public bool Multicast { get; init; } = true;

    /// <summary>
    /// Whether the neighbours are woken up and looked at: one datagram to the discard port of each address nearby, so that the
    /// system resolves it, and connects to a few well-known ports of those that look like cameras. The default is true.
    /// </summary>
    public bool LookAtNeighbours { get; init; } = true;

    /// <summary>The UDP ports asked; changed by tests alone.</summary>
    public DiscoveryPorts Ports { get; init; } = new();
}

/// <summary>The UDP ports of the search protocols.</summary>
internal sealed record DiscoveryPorts
{
    /// <summary>WS-Discovery (IANA: ws-discovery).</summary>
    public int WsDiscovery { get; init; } = 3702;

    public int Sadp { get; init; } = 37020;

    public int Dhip { get; init; } = 37810;

    public int Xmeye { get; init; } = 34569;

    /// <summary>RFC 6762, 5.</summary>
    public int Mdns { get; init; } = 5353;

    /// <summary>UPnP Device Architecture 1.1, 1.1.</summary>
    public int Ssdp { get; init; } = 1900;
}
