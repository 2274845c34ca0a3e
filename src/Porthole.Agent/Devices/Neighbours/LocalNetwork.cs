using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Porthole.Agent.Devices.Neighbours;

/// <summary>An IPv4 address of this PC and the network it is on.</summary>
/// <param name="LocalAddress">This PC's address.</param>
/// <param name="PrefixLength">The length of the network's prefix, 0 to 32.</param>
internal sealed record LocalNetwork(IPAddress LocalAddress, int PrefixLength)
{
    private uint Mask => PrefixLength == 0 ? 0 : uint.MaxValue << (32 - PrefixLength);

    /// <summary>Whether an address is reached without a router, so that its MAC address can be known.</summary>
    public bool Contains(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork && (Number(address) & Mask) == (Number(LocalAddress) & Mask);

    /// <summary>Whether an address is that of the network itself, or the one that means all of its machines; networks of two addresses have neither (RFC 3021).</summary>
    public bool IsReserved(IPAddress address) => PrefixLength < 31 && Contains(address) && ((Number(address) & ~Mask) == 0 || (Number(address) | Mask) == uint.MaxValue);

    /// <inheritdoc/>
    public override string ToString() => $"{Address(Number(LocalAddress) & Mask)}/{PrefixLength}";

    /// <summary>
    /// The network's host addresses, the nearest to <paramref name="centre"/> first and without it and this PC's own:
    /// a DHCP server gives out addresses that lie together.
    /// </summary>
    /// <param name="centre">Where to begin.</param>
    /// <param name="most">How many at the most: a network may hold millions.</param>
    public IEnumerable<IPAddress> HostsAround(IPAddress centre, int most)
    {
        long first = (Number(LocalAddress) & Mask) + 1L, last = (Number(LocalAddress) | ~Mask) - 1L;
        var middle = Math.Clamp(Number(centre), first - 1, last + 1);
        for (long distance = 1; most > 0 && (middle - distance >= first || middle + distance <= last); distance++)
        {
            foreach (var number in new[] { middle + distance, middle - distance })
            {
                if (number < first || number > last || number == Number(LocalAddress) || most == 0) continue;
                most--;
                yield return Address((uint)number);
            }
        }
    }

    /// <summary>The networks of the interfaces that are up, loopback left out.</summary>
    public static IReadOnlyList<LocalNetwork> OfThisPc()
    {
        try
        {
            return
            [
                .. from card in NetworkInterface.GetAllNetworkInterfaces()
                   where card.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown && card.NetworkInterfaceType != NetworkInterfaceType.Loopback
                   from unicast in card.GetIPProperties().UnicastAddresses
                   where unicast.Address.AddressFamily == AddressFamily.InterNetwork
                   select new LocalNetwork(unicast.Address, unicast.PrefixLength),
            ];
        }
        catch (NetworkInformationException)
        {
            // A card that vanishes while it is looked at: the next look finds it gone.
            return [];
        }
    }

    private static uint Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private static IPAddress Address(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}
