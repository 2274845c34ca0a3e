using System.Net;
using Porthole.Agent.Devices.Neighbours;

namespace Porthole.Agent.Devices.Identity;

/// <summary>The neighbour table at one moment, with what must never be taken for a camera.</summary>
/// <param name="neighbours">The table.</param>
/// <param name="gateway">The router's address; null when there is none.</param>
internal sealed class NeighbourView(IReadOnlyList<Neighbour> neighbours, IPAddress? gateway)
{
    private readonly ILookup<IPAddress, string> _macs = neighbours.ToLookup(neighbour => neighbour.Address, neighbour => neighbour.Mac);
    private readonly ILookup<string, IPAddress> _addresses = neighbours.ToLookup(neighbour => neighbour.Mac, neighbour => neighbour.Address, StringComparer.Ordinal);

    /// <summary>The MAC address that answered for an address; null when it is not known.</summary>
    public string? MacOf(IPAddress address) => _macs[address].FirstOrDefault();

    /// <summary>How many addresses answer with a MAC address.</summary>
    public int SharedBy(string mac) => _addresses[mac].Distinct().Count();

    /// <summary>Whether a MAC address is the router's: it answers for all that lies behind it (proxy ARP), so that it names nobody.</summary>
    public bool IsRouter(string mac) => gateway is not null && _macs[gateway].Contains(mac, StringComparer.Ordinal);

    /// <summary>Where a device with this MAC address may be, but for one address and the router's.</summary>
    public IReadOnlyList<IPAddress> Candidates(string mac, IPAddress except) =>
        IsRouter(mac) ? [] : [.. _addresses[mac].Distinct().Where(address => !address.Equals(except) && !address.Equals(gateway))];
}
