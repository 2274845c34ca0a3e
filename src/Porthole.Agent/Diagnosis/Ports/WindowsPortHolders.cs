using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Porthole.PortMapping;

namespace Porthole.Agent.Diagnosis.Ports;

/// <summary>Windows: the tables of listeners with their owners, which every user may read.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsPortHolders
{
    private const string Library = "iphlpapi.dll";

    // AF_INET and AF_INET6 (winsock2.h).
    private const int Inet = 2;
    private const int Inet6 = 23;

    // TCP_TABLE_OWNER_PID_LISTENER and UDP_TABLE_OWNER_PID (iprtrmib.h).
    private const int TcpListeners = 3;
    private const int UdpSockets = 1;

    // ERROR_INSUFFICIENT_BUFFER (winerror.h).
    private const uint InsufficientBuffer = 122;

    // The table may grow between the call that tells its size and the one that reads it.
    private const int Attempts = 4;

    public static PortHolder? Find(Transport transport, IPEndPoint endPoint)
    {
        AddressFamily[] families = [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6];
        foreach (var family in families)
        {
            foreach (var (local, process) in WindowsPortTable.Parse(transport, family, Read(transport, family)))
            {
                if (PortHolders.Collide(local, endPoint)) return PortHolder.Of(process);
            }
        }

        return null;
    }

    private static byte[] Read(Transport transport, AddressFamily family)
    {
        var (number, size, table) = (family == AddressFamily.InterNetwork ? Inet : Inet6, 0u, Array.Empty<byte>());
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var error = transport == Transport.Tcp
                ? GetExtendedTcpTable(table, ref size, order: false, number, TcpListeners, 0)
                : GetExtendedUdpTable(table, ref size, order: false, number, UdpSockets, 0);
            if (error == 0) return table;
            if (error != InsufficientBuffer) break;
            table = new byte[size];
        }

        return [];
    }

    [LibraryImport(Library)]
    private static partial uint GetExtendedTcpTable([Out] byte[] table, ref uint size, [MarshalAs(UnmanagedType.Bool)] bool order, int family, int tableClass, uint reserved);

    [LibraryImport(Library)]
    private static partial uint GetExtendedUdpTable([Out] byte[] table, ref uint size, [MarshalAs(UnmanagedType.Bool)] bool order, int family, int tableClass, uint reserved);
}
