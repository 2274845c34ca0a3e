using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace Porthole.Agent.Diagnosis.Ports;

/// <summary>Reads /proc/net/tcp, tcp6, udp and udp6 (proc_net_tcp.txt of the kernel's documentation).</summary>
/// <remarks>
/// <code>
///   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
///    0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 ...
/// </code>
/// An address is one or four 32-bit words in the machine's byte order, a port is a plain number.
/// </remarks>
internal static class LinuxSocketTable
{
    private const int LocalAddressColumn = 1;
    private const int StateColumn = 3;
    private const int InodeColumn = 9;

    // TCP_LISTEN (net/tcp_states.h).
    private const string Listening = "0A";

    /// <summary>The bound sockets; lines that make no sense are left out.</summary>
    public static ImmutableArray<BoundSocket> Parse(IEnumerable<string> lines) => [.. lines.Select(ParseLine).OfType<BoundSocket>()];

    private static BoundSocket? ParseLine(string line)
    {
        var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        // A socket that only the kernel still knows, as in TIME_WAIT, has inode 0.
        if (columns.Length <= InodeColumn || !ulong.TryParse(columns[InodeColumn], out var inode) || inode == 0) return null;
        return EndPoint(columns[LocalAddressColumn]) is { } local ? new BoundSocket(local, inode, columns[StateColumn] == Listening) : null;
    }

    private static IPEndPoint? EndPoint(string text)
    {
        if (text.Split(':') is not [{ Length: 8 or 32 } address, { Length: 4 } port]) return null;
        var words = new uint[address.Length / 8];
        for (var i = 0; i < words.Length; i++)
        {
            if (!uint.TryParse(address.AsSpan(i * 8, 8), NumberStyles.AllowHexSpecifier, null, out words[i])) return null;
        }

        return ushort.TryParse(port, NumberStyles.AllowHexSpecifier, null, out var number)
            ? new IPEndPoint(new IPAddress(MemoryMarshal.AsBytes<uint>(words)), number)
            : null;
    }
}

/// <summary>A line of the table.</summary>
/// <param name="Local">The address and port it is bound to.</param>
/// <param name="Inode">The number by which a process's open files name it.</param>
/// <param name="IsListening">Whether it waits for TCP connections.</param>
internal sealed record BoundSocket(IPEndPoint Local, ulong Inode, bool IsListening);
