using System.Net.Sockets;

namespace Porthole.PortMapping.Discovery;

/// <summary>ICMP port unreachable on an unconnected UDP socket: the quickest proof that a gateway does not offer a protocol.</summary>
internal static class PortUnreachable
{
    // ip(7): SOL_IP and IP_RECVERR. Without it Linux tells ICMP errors to connected sockets only.
    private const int SolIp = 0;
    private const int IpRecvErr = 11;

    /// <summary>Asks the system to report it. Windows does so by itself; other systems than Linux stay silent.</summary>
    public static void Report(Socket socket) => SetLinuxOption(socket, on: true);

    /// <summary>
    /// Empties Linux's error queue, which nothing in .NET reads and which counts against the receive buffer: some hundred
    /// refusals would deafen the socket. Switching the option off purges it (net/ipv4/ip_sockglue.c).
    /// </summary>
    public static void Forget(Socket socket)
    {
        SetLinuxOption(socket, on: false);
        SetLinuxOption(socket, on: true);
    }

    /// <summary>Whether this is how the system says it: Linux "refused", Windows "reset".</summary>
    public static bool Is(SocketError error) => error is SocketError.ConnectionRefused or SocketError.ConnectionReset;

    private static void SetLinuxOption(Socket socket, bool on)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            socket.SetRawSocketOption(SolIp, IpRecvErr, [on ? (byte)1 : (byte)0, 0, 0, 0]);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Evidence is missing then, nothing else.
        }
    }
}
