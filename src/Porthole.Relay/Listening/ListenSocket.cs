using System.Net;
using System.Net.Sockets;

namespace Porthole.Relay.Listening;

/// <summary>Opens the socket that a relay listens on, or says why it cannot.</summary>
internal static class ListenSocket
{
    // What the system holds while the loop is busy. Linux cuts it to net.core.somaxconn.
    private const int Backlog = 512;

    public static (Socket? Socket, RelayStart? Refusal) Open(RelayTransport transport, IPEndPoint endPoint)
    {
        Socket? socket = null;

        try
        {
            socket = transport == RelayTransport.Tcp
                ? new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
                : new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);

            // Windows lets another program bind over a port that is not taken exclusively (SO_EXCLUSIVEADDRUSE).
            // On Linux nobody can; there the flag would only refuse a port whose last connections are still in TIME_WAIT.
            if (OperatingSystem.IsWindows())
                socket.ExclusiveAddressUse = true;

            InlineCompletions.Prefer(socket);

            if (endPoint.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;

            socket.Bind(endPoint);
            if (transport == RelayTransport.Tcp)
                socket.Listen(Backlog);

            return (socket, null);
        }
        catch (SocketException error)
        {
            socket?.Dispose();
            return (null, error.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? new RelayStart.PortInUse(endPoint)
                : new RelayStart.NotAllowed(endPoint, $"{error.SocketErrorCode}: {error.Message}"));
        }
    }
}
