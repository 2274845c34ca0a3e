using System.Net.Sockets;

namespace Porthole.Relay.Udp;

/// <summary>How a relay's UDP sockets are set up.</summary>
internal static class UdpSockets
{
    /// <summary>The largest payload of a UDP datagram over IPv4 is 65,507 bytes; over IPv6 20 more (RFC 768, RFC 8200).</summary>
    public const int MaxDatagram = 65_535;

    // A second of 8 Mbit/s video: key frames come as bursts, and small buffers are what loses them. Linux cuts it to net.core.rmem_max.
    private const int BufferSize = 4 * 1024 * 1024;

    // SIO_UDP_CONNRESET: IOC_IN | IOC_VENDOR | 12.
    private const int SioUdpConnReset = -1744830452;

    /// <summary>An ICMP answer to a datagram sent before: port unreachable (Linux, Windows) or time to live exceeded (Windows).</summary>
    public static bool IsIcmpAnswer(SocketError error) =>
        error is SocketError.ConnectionRefused or SocketError.ConnectionReset or SocketError.NetworkReset;

    public static void Configure(Socket socket)
    {
        socket.Blocking = false;
        socket.ReceiveBufferSize = BufferSize;
        socket.SendBufferSize = BufferSize;
    }

    /// <summary>
    /// Keeps the ICMP "port unreachable" that one viewer's PC sends from failing the next receive, which is for all viewers
    /// (Windows, WSAECONNRESET 10054).
    /// </summary>
    public static void IgnoreConnectionResets(Socket socket)
    {
        if (OperatingSystem.IsWindows())
            socket.IOControl(SioUdpConnReset, [0, 0, 0, 0], null);
    }
}
