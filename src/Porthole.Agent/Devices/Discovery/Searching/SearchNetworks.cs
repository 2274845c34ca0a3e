using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Porthole.Agent.Devices.Discovery.Searching;

/// <summary>The networks that this PC has a card on.</summary>
internal static class SearchNetworks
{
    /// <summary>A network of two addresses or one is a tunnel or a provider's line; nobody hangs cameras there.</summary>
    private const int LongestPrefix = 30;

    /// <summary>Every IPv4 network of a card that is up and can multicast. A second card with cameras on a switch of their own counts like the first.</summary>
    public static ImmutableArray<SearchNetwork> All()
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

    /// <summary>Whether an address lies on the network.</summary>
    public static bool Holds(this SearchNetwork network, IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork && ((Number(address) ^ Number(network.LocalAddress)) & Mask(network.PrefixLength)) == 0;

    /// <summary>The network's own broadcast address.</summary>
    public static IPAddress BroadcastAddress(this SearchNetwork network) => Address(Number(network.LocalAddress) | ~Mask(network.PrefixLength));

    /// <summary>
    /// The other hosts of the network, in order; of a network with more than 254 hosts those that differ from this PC in
    /// the last byte alone. A larger sweep would push the neighbours that matter out of the system's table.
    /// </summary>
    public static IEnumerable<IPAddress> Nearby(this SearchNetwork network)
    {
        var mask = Mask(Math.Max(network.PrefixLength, 24));
        var own = Number(network.LocalAddress);
        for (var number = (own & mask) + 1; number < (own | ~mask); number++)
        {
            if (number != own) yield return Address(number);
        }
    }

    private static bool IsCard(NetworkInterface card) =>
        card.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown
        && card.SupportsMulticast
        && card.NetworkInterfaceType is not (NetworkInterfaceType.Loopback or NetworkInterfaceType.Tunnel or NetworkInterfaceType.Ppp);

    private static IEnumerable<SearchNetwork> Read(NetworkInterface card)
    {
        try
        {
            return [.. card.GetIPProperties().UnicastAddresses
                .Where(unicast => unicast.Address.AddressFamily == AddressFamily.InterNetwork && unicast.PrefixLength is > 0 and <= LongestPrefix)
                .Select(unicast => new SearchNetwork(unicast.Address, unicast.PrefixLength))];
        }
        catch (NetworkInformationException)
        {
            // It vanished between the listing and the reading.
            return [];
        }
    }

    private static uint Mask(int prefixLength) => prefixLength == 0 ? 0 : uint.MaxValue << (32 - prefixLength);

    private static uint Number(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());

    private static IPAddress Address(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}
