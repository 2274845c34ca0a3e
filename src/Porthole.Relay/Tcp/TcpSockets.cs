using System.Net.Sockets;
using Porthole.Relay.Listening;

namespace Porthole.Relay.Tcp;

/// <summary>How a relay's TCP sockets are set up and closed.</summary>
internal static class TcpSockets
{
    public static Socket Create(AddressFamily family) => new(family, SocketType.Stream, ProtocolType.Tcp);

    public static void Configure(Socket socket)
    {
        InlineCompletions.Prefer(socket);

        // What one side sent in one piece goes on at once: RTP over RTSP is many small packets.
        socket.NoDelay = true;
        KeepAlive.Enable(socket);
    }

    /// <summary>Closes with FIN where the end is in order, with RST where it is an error: the peer must not take a cut stream for a whole one.</summary>
    public static void Close(Socket socket, RelayEnd reason)
    {
        if (!IsOrderly(reason))
        {
            Reset(socket);
            return;
        }

        // Without a shutdown, closing while a receive is pending would send RST (dotnet/runtime#43385).
        // A completed session has shut down both sockets already.
        if (reason != RelayEnd.Completed)
            Shutdown(socket);

        socket.Dispose();
    }

    /// <summary>Closes with RST: nothing of the connection stays in the operating system, no TIME_WAIT either.</summary>
    public static void Reset(Socket socket) => socket.Close(0);

    private static void Shutdown(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Closed by the peer at this moment, or never connected.
        }
    }

    private static bool IsOrderly(RelayEnd reason) =>
        reason is RelayEnd.Completed or RelayEnd.IdleTimeout or RelayEnd.HalfCloseTimeout or RelayEnd.NotAllowed or RelayEnd.Displaced or RelayEnd.Stopped;
}
