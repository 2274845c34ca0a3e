using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Porthole.PortMapping;

namespace Porthole.Agent.Diagnosis.Ports;

/// <summary>Reads what GetExtendedTcpTable and GetExtendedUdpTable fill: a DWORD that counts, then that many rows (tcpmib.h, udpmib.h).</summary>
/// <remarks>
/// <code>
/// MIB_TCPROW_OWNER_PID:  | state 4 | local address 4 | local port 4 | remote address 4 | remote port 4 | PID 4 |
/// MIB_TCP6ROW_OWNER_PID: | local address 16 | scope 4 | local port 4 | remote address 16 | scope 4 | remote port 4 | state 4 | PID 4 |
/// MIB_UDPROW_OWNER_PID:  | local address 4 | local port 4 | PID 4 |
/// MIB_UDP6ROW_OWNER_PID: | local address 16 | scope 4 | local port 4 | PID 4 |
/// </code>
/// Addresses and ports are in network order; a port is the first half of its DWORD.
/// </remarks>
internal static class WindowsPortTable
{
    private const int CountSize = 4;

    public static ImmutableArray<(IPEndPoint Local, int ProcessId)> Parse(Transport transport, AddressFamily family, ReadOnlySpan<byte> table)
    {
        if (table.Length < CountSize) return [];
        var (addressAt, addressSize, portAt, rowSize) = (transport, family) switch
        {
            (Transport.Tcp, AddressFamily.InterNetwork) => (4, 4, 8, 24),
            (Transport.Tcp, _) => (0, 16, 20, 56),
            (_, AddressFamily.InterNetwork) => (0, 4, 4, 12),
            _ => (0, 16, 20, 28),
        };
        var count = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(table), (table.Length - CountSize) / rowSize);
        var rows = ImmutableArray.CreateBuilder<(IPEndPoint, int)>();
        for (var at = CountSize; rows.Count < count; at += rowSize)
        {
            var row = table.Slice(at, rowSize);
            var local = new IPEndPoint(new IPAddress(row.Slice(addressAt, addressSize)), BinaryPrimitives.ReadUInt16BigEndian(row[portAt..]));
            rows.Add((local, BinaryPrimitives.ReadInt32LittleEndian(row[^4..])));
        }

        return rows.ToImmutable();
    }
}
