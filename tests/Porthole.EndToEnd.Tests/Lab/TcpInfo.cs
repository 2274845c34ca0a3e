using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Porthole.Lab;

/// <summary>What Linux tells of a TCP connection (<c>struct tcp_info</c> in &lt;linux/tcp.h&gt;).</summary>
internal static class TcpInfo
{
    private const int ProtocolTcp = 6;
    private const int OptionInfo = 11;

    // Eight single bytes, then 32-bit numbers; tcpi_total_retrans is number 23 of them.
    private const int RetransmissionsOffset = 8 + (23 * sizeof(uint));

    /// <summary>How many segments had to be sent again since the connection began, the first one included.</summary>
    public static uint Retransmissions(Socket socket)
    {
        Span<byte> info = stackalloc byte[RetransmissionsOffset + sizeof(uint)];
        var length = socket.GetRawSocketOption(ProtocolTcp, OptionInfo, info);
        return length < info.Length ? 0 : MemoryMarshal.Read<uint>(info[RetransmissionsOffset..]);
    }
}
