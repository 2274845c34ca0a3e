using System.Net;
using System.Net.NetworkInformation;

namespace Porthole.PortMapping;

/// <summary>One entry of the operating system's IPv4 neighbour (ARP) table that has a MAC address.</summary>
/// <param name="Address">The IPv4 address.</param>
/// <param name="Mac">The MAC address that answered for it when somebody last asked: the neighbour's own, or a router's or repeater's that answers for it.</param>
/// <param name="InterfaceName">The interface's name; null on Windows, which numbers them.</param>
/// <param name="InterfaceIndex">The interface's IPv4 index; 0 on Linux, which names them.</param>
public sealed record NeighbourEntry(IPAddress Address, PhysicalAddress Mac, string? InterfaceName, int InterfaceIndex);

/// <summary>
/// The operating system's IPv4 neighbour (ARP) table: <c>/proc/net/arp</c> on Linux, <c>GetIpNetTable</c> on Windows.
/// Entries that are being resolved, or could not be, are left out.
/// </summary>
public static class NeighbourTable
{
    /// <summary>
    /// Reads the table afresh; nothing is sent. Empty where it cannot be read. An entry may be old: whether its owner is
    /// still there is known only once the address has answered.
    /// </summary>
    public static IReadOnlyList<NeighbourEntry> Read() =>
        GatewayLocator.SystemTables() is { } tables
            ? [.. tables.Neighbours().Select(entry => new NeighbourEntry(entry.Address, entry.Mac, entry.Interface.Name, entry.Interface.Index))]
            : [];
}
