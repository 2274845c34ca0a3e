using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;

namespace Porthole.PortMapping;

/// <summary>The router that holds this PC's default route, and the interface that leads to it.</summary>
public sealed record DefaultGateway
{
    /// <summary>The router's address on the LAN.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>This PC's address on the interface that leads to the router.</summary>
    public required IPAddress LocalAddress { get; init; }

    /// <summary>The length of the network prefix of <see cref="LocalAddress"/>, 0 to 32.</summary>
    public required int PrefixLength { get; init; }

    /// <summary>The interface's name as the operating system shows it.</summary>
    public required string InterfaceName { get; init; }

    /// <summary>The interface's index; 0 when unknown.</summary>
    public int InterfaceIndex { get; init; }

    /// <summary>The router's MAC address; null until it is in the neighbour table.</summary>
    public PhysicalAddress? Mac { get; init; }

    /// <summary>Whether <paramref name="address"/> lies on the network that joins this PC and the router.</summary>
    public bool IsOnLink(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.AddressFamily == LocalAddress.AddressFamily && Network.Contains(address);
    }

    private IPNetwork Network
    {
        get
        {
            Span<byte> bytes = stackalloc byte[4];
            LocalAddress.TryWriteBytes(bytes, out _);
            var mask = PrefixLength == 0 ? 0u : uint.MaxValue << (32 - PrefixLength);
            var prefix = BinaryPrimitives.ReadUInt32BigEndian(bytes) & mask;
            BinaryPrimitives.WriteUInt32BigEndian(bytes, prefix);
            return new IPNetwork(new IPAddress(bytes), PrefixLength);
        }
    }
}
