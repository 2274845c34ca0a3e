using System.Buffers.Binary;

namespace Porthole.PortMapping.Discovery;

/// <summary>The shape of iphlpapi's tables: a DWORD that counts, then that many rows.</summary>
internal static class WindowsTable
{
    private const int CountSize = 4;

    /// <summary>Where the rows begin, as many as the count promises and the buffer holds.</summary>
    public static IReadOnlyList<int> Rows(ReadOnlySpan<byte> table, int rowSize)
    {
        if (table.Length < CountSize)
            return [];
        var promised = BinaryPrimitives.ReadUInt32LittleEndian(table);
        var held = (table.Length - CountSize) / rowSize;
        return [.. Enumerable.Range(0, (int)Math.Min(promised, held)).Select(row => CountSize + (row * rowSize))];
    }
}
