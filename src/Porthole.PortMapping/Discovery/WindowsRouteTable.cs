using System.Buffers.Binary;
using System.Net;

namespace Porthole.PortMapping.Discovery;

/// <summary>Reads what GetIpForwardTable fills: MIB_IPFORWARDTABLE, a count and rows of MIB_IPFORWARDROW.</summary>
internal static class WindowsRouteTable
{
    /* MIB_IPFORWARDROW (ipmib.h), 14 DWORDs; addresses in network order, numbers little-endian
        0 Dest     4 Mask      8 Policy   12 NextHop  16 IfIndex  20 Type    24 Proto
       28 Age     32 NextHopAS 36 Metric1 40 Metric2  44 Metric3  48 Metric4 52 Metric5
       Metric1 is the sum of the route's and the interface's metric (Windows Vista and later), what Windows itself compares. */
    public const int RowSize = 56;

    // MIB_IPROUTE_TYPE_INDIRECT: through a router.
    private const uint Indirect = 4;

    /// <summary>The default routes that go through a router.</summary>
    public static IReadOnlyList<Route> Parse(ReadOnlySpan<byte> table)
    {
        var routes = new List<Route>();
        foreach (var at in WindowsTable.Rows(table, RowSize))
        {
            var row = table.Slice(at, RowSize);
            var isDefault = Number(row, 0) == 0 && Number(row, 4) == 0;
            var gateway = new IPAddress(row.Slice(12, 4));
            if (isDefault && Number(row, 20) == Indirect && !gateway.Equals(IPAddress.Any))
                routes.Add(new Route(new InterfaceKey(null, (int)Number(row, 16)), gateway, Number(row, 36)));
        }
        return routes;
    }

    private static uint Number(ReadOnlySpan<byte> row, int at) => BinaryPrimitives.ReadUInt32LittleEndian(row[at..]);
}
