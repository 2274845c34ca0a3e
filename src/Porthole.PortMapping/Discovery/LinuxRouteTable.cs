using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Porthole.PortMapping.Discovery;

/// <summary>
/// Reads /proc/net/route, the kernel's main IPv4 table. Policy routes (WireGuard's, for instance) are not in it, which is
/// right here: the question is which router stands on the LAN, not where this PC's own traffic goes.
/// </summary>
internal static class LinuxRouteTable
{
    // linux/route.h
    private const uint Up = 0x1;
    private const uint Gateway = 0x2;
    private const uint Reject = 0x200;

    // Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT
    private const int Columns = 8;

    /// <summary>The default routes that go through a router; lines that make no sense are left out.</summary>
    public static IReadOnlyList<Route> Parse(string table)
    {
        var routes = new List<Route>();
        foreach (var line in table.AsSpan().EnumerateLines())
        {
            if (ParseLine(line) is { } route)
                routes.Add(route);
        }
        return routes;
    }

    private static Route? ParseLine(ReadOnlySpan<char> line)
    {
        Span<Range> columns = stackalloc Range[Columns + 1];
        var count = line.SplitAny(columns, "\t ", StringSplitOptions.RemoveEmptyEntries);
        if (count < Columns
            || !Hex(line[columns[1]], out var destination)
            || !Hex(line[columns[2]], out var gateway)
            || !Hex(line[columns[3]], out var flags)
            || !long.TryParse(line[columns[6]], NumberStyles.None, null, out var metric)
            || !Hex(line[columns[7]], out var mask))
        {
            return null;
        }
        if (destination != 0 || mask != 0 || gateway == 0 || (flags & (Up | Gateway | Reject)) != (Up | Gateway))
            return null;
        return new Route(new InterfaceKey(line[columns[0]].ToString(), 0), Address(gateway), metric);
    }

    private static bool Hex(ReadOnlySpan<char> text, out uint value) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, null, out value);

    /// <summary>The kernel prints the four bytes, which are in network order, as one number of the machine's own order.</summary>
    private static IPAddress Address(uint printed)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, printed);
        else
            BinaryPrimitives.WriteUInt32BigEndian(bytes, printed);
        return new IPAddress(bytes);
    }
}
