using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Porthole.PortMapping.Discovery;

/// <summary>
/// Windows: iphlpapi's tables of the first generation. Their metrics are the sums that Windows compares, their rows have
/// one layout on every version, and Wine fills them too.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed partial class WindowsRoutingTables : IRoutingTables
{
    private const uint NoError = 0;
    private const uint InsufficientBuffer = 122;

    // The table may grow between the call that asks for its size and the call that fills it, but not for ever.
    private const int Attempts = 4;

    private delegate uint Fill(Span<byte> table, ref uint size);

    public IReadOnlyList<Route> DefaultRoutes() => WindowsRouteTable.Parse(
        Read((table, ref size) => GetIpForwardTable(table, ref size, order: false)));

    public IReadOnlyList<Neighbour> Neighbours() => WindowsNeighbourTable.Parse(
        Read((table, ref size) => GetIpNetTable(table, ref size, order: false)));

    private static ReadOnlySpan<byte> Read(Fill fill)
    {
        var table = Array.Empty<byte>();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var size = (uint)table.Length;
            switch (fill(table, ref size))
            {
                case NoError:
                    return table.AsSpan(0, (int)Math.Min(size, (uint)table.Length));
                case InsufficientBuffer:
                    table = new byte[size];
                    break;
                default:
                    // ERROR_NO_DATA: the table is empty, or there is no IPv4.
                    return [];
            }
        }
        return [];
    }

    [LibraryImport("iphlpapi.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial uint GetIpForwardTable(Span<byte> table, ref uint size, [MarshalAs(UnmanagedType.Bool)] bool order);

    [LibraryImport("iphlpapi.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial uint GetIpNetTable(Span<byte> table, ref uint size, [MarshalAs(UnmanagedType.Bool)] bool order);
}
