using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Porthole.PortMapping;

namespace Porthole.Agent.Devices.Neighbours;

/// <summary>The operating system's neighbour table.</summary>
internal sealed class SystemNeighbours : INeighbourTable
{
    /// <summary>The discard protocol (RFC 863): whatever comes there means nothing to anybody.</summary>
    private const int Discard = 9;

    public IReadOnlyList<Neighbour> Read() =>
    [
        .. NeighbourTable.Read().Select(entry => new Neighbour(entry.Address, Text(entry.Mac), entry.InterfaceName ?? entry.InterfaceIndex.ToString(CultureInfo.InvariantCulture))),
    ];

    public IReadOnlyList<LocalNetwork> Networks() => LocalNetwork.OfThisPc();

    public void Wake(IPAddress address)
    {
        try
        {
            // Neither Linux nor Windows lets a program without rights send ARP, but both do so themselves before a datagram can leave.
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
            socket.SendTo([], new IPEndPoint(address, Discard));
        }
        catch (SocketException)
        {
            // No route, a firewall, a full queue: then the address is not woken this time.
        }
    }

    private static string Text(PhysicalAddress mac) => string.Join(':', mac.GetAddressBytes().Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));
}
