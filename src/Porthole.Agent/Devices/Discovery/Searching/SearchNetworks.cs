using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Porthole.Agent.Devices.Neighbours;

namespace Porthole.Agent.Devices.Discovery.Searching;

/// <summary>The networks that this PC has a card on.</summary>
internal static class SearchNetworks
{
    /// <summary>A network of two addresses or one is a tunnel or a provider's line; nobody hangs cameras there.</summary>
    private const int LongestPrefix = 30;

    /// <summary>Every IPv4 network of a card that is up and can multicast. A second card with cameras on a switch of their own counts like the first.</summary>
    public static ImmutableArray<LocalNetwork> All()
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces().Where(IsCard).SelectMany(Read)];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }

    /// <summary>The network's own broadcast address.</summary>
    public static IPAddress BroadcastAddress(this LocalNetwork network)
    {
        var bytes = network.LocalAddress.GetAddressBytes();
        var hosts = network.PrefixLength == 0 ? uint.MaxValue : ~(uint.MaxValue << (32 - network.PrefixLength));
        BinaryPrimitives.WriteUInt32BigEndian(bytes, BinaryPrimitives.ReadUInt32BigEndian(bytes) | hosts);
        return new IPAddress(bytes);
    }

    private static bool IsCard(NetworkInterface card) =>
        card.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown
        && card.SupportsMulticast
        && card.NetworkInterfaceType is not (NetworkInterfaceType.Loopback or NetworkInterfaceType.Tunnel or NetworkInterfaceType.Ppp);

    private static IEnumerable<LocalNetwork> Read(NetworkInterface card)
    {
        try
        {
            return [.. card.GetIPProperties().UnicastAddresses
                .Where(unicast => unicast.Address.AddressFamily == AddressFamily.InterNetwork && unicast.PrefixLength is > 0 and <= LongestPrefix)
                .Select(unicast => new LocalNetwork(unicast.Address, unicast.PrefixLength))];
        }
        catch (NetworkInformationException)
        {
            // It vanished between the listing and the reading.
            return [];
        }
    }
}
