using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;

namespace Porthole.PortMapping.Discovery;

/// <summary>Reads what GetIpNetTable fills: MIB_IPNETTABLE, a count and rows of MIB_IPNETROW.</summary>
internal static class WindowsNeighbourTable
{
    /* MIB_IPNETROW (ipmib.h)
        0 IfIndex   4 PhysAddrLen   8 PhysAddr (8 bytes)   16 Addr (network order)   20 Type */
    public const int RowSize = 24;

    // MIB_IPNET_TYPE_INVALID: an entry that is being forgotten or was never resolved.
    private const uint Invalid = 2;

    private const uint MacLength = 6;

    /// <summary>The entries that have a MAC address.</summary>
    public static IReadOnlyList<Neighbour> Parse(ReadOnlySpan<byte> table)
    {
        var neighbours = new List<Neighbour>();
        foreach (var at in WindowsTable.Rows(table, RowSize))
        {
            var row = table.Slice(at, RowSize);
            var mac = row.Slice(8, (int)MacLength);
            if (Number(row, 4) != MacLength || Number(row, 20) == Invalid || mac.IndexOfAnyExcept((byte)0) < 0)
                continue;
            var index = new InterfaceKey(null, (int)Number(row, 0));
            neighbours.Add(new Neighbour(index, new IPAddress(row.Slice(16, 4)), new PhysicalAddress(mac.ToArray())));
        }
        return neighbours;
    }

    private static uint Number(ReadOnlySpan<byte> row, int at) => BinaryPrimitives.ReadUInt32LittleEndian(row[at..]);
}
