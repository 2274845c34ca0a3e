using System.Net;
using System.Net.NetworkInformation;

namespace Porthole.PortMapping.Discovery;

/// <summary>A default route.</summary>
/// <param name="Interface">The interface that it leads through.</param>
/// <param name="Gateway">The router's address.</param>
/// <param name="Metric">The system takes the route with the lowest.</param>
internal readonly record struct Route(InterfaceKey Interface, IPAddress Gateway, long Metric);

/// <summary>How a routing table names an interface: by name on Linux, by index on Windows.</summary>
internal readonly record struct InterfaceKey(string? Name, int Index);

/// <summary>One entry of the neighbour (ARP) table.</summary>
internal readonly record struct Neighbour(InterfaceKey Interface, IPAddress Address, PhysicalAddress Mac);

/// <summary>The operating system's tables, read afresh at every call.</summary>
internal interface IRoutingTables
{
    IReadOnlyList<Route> DefaultRoutes();

    IReadOnlyList<Neighbour> Neighbours();
}
