using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace Porthole.Relay.Tcp;

/// <summary>
/// TCP keepalive (RFC 9293, section 3.8.4) quick enough to notice a peer that vanished without a word (power cut, Wi-Fi gone)
/// within two minutes; the systems' own default is two hours.
/// </summary>
internal static class KeepAlive
{
    // Silence before the first probe.
    private const int AfterSeconds = 60;

    // Unanswered probes until the connection is given up.
    private const int Probes = 10;

    // The first minute and ten probes make two.
    private const int IntervalSeconds = 6;

    public static void Enable(Socket socket)
    {
        if (OperatingSystem.IsWindows())
            EnableOnWindows(socket);
        else
            EnableOnUnix(socket);
    }

    private static void EnableOnUnix(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, AfterSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, IntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
    }

    /// <remarks>
    /// The options for interval and count came with Windows 10 1709; SIO_KEEPALIVE_VALS is in every version, with ten probes:
    /// <code>
    /// struct tcp_keepalive: | on 4 | time, ms 4 | interval, ms 4 |
    /// </code>
    /// </remarks>
    [SupportedOSPlatform("windows")]
    private static void EnableOnWindows(Socket socket)
    {
        var values = new byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(values, 1);
        BinaryPrimitives.WriteInt32LittleEndian(values.AsSpan(4), AfterSeconds * 1000);
        BinaryPrimitives.WriteInt32LittleEndian(values.AsSpan(8), IntervalSeconds * 1000);
        socket.IOControl(IOControlCode.KeepAliveValues, values, null);
    }
}
