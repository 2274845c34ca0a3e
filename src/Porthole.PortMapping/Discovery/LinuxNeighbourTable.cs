using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;

namespace Porthole.PortMapping.Discovery;

/// <summary>Reads /proc/net/arp.</summary>
internal static class LinuxNeighbourTable
{
    // linux/if_arp.h: ATF_COM, the entry is complete.
    private const uint Complete = 0x2;

    // IP address, HW type, Flags, HW address, Mask, Device
    private const int Columns = 6;

    /// <summary>The entries that have a MAC address; lines that make no sense are left out.</summary>
    public static IReadOnlyList<Neighbour> Parse(string table)
    {
        var neighbours = new List<Neighbour>();
        foreach (var line in table.AsSpan().EnumerateLines())
        {
            if (ParseLine(line) is { } neighbour)
                neighbours.Add(neighbour);
        }
        return neighbours;
    }

    private static Neighbour? ParseLine(ReadOnlySpan<char> line)
    {
        Span<Range> columns = stackalloc Range[Columns + 1];
        var count = line.SplitAny(columns, "\t ", StringSplitOptions.RemoveEmptyEntries);
        if (count < Columns
            || !IPAddress.TryParse(line[columns[0]], out var address)
            || !Flags(line[columns[2]], out var flags)
            || (flags & Complete) == 0
            || !PhysicalAddress.TryParse(line[columns[3]], out var mac)
            || mac.GetAddressBytes().All(part => part == 0))
        {
            return null;
        }
        return new Neighbour(new InterfaceKey(line[columns[5]].ToString(), 0), address, mac);
    }

    private static bool Flags(ReadOnlySpan<char> text, out uint value)
    {
        value = 0;
        return text.StartsWith("0x", StringComparison.Ordinal)
            && uint.TryParse(text[2..], NumberStyles.AllowHexSpecifier, null, out value);
    }
}
