using System.Net.Sockets;
using Porthole.Relay.Listening;

namespace Porthole.Relay.Tcp;

/// <summary>How a relay's TCP sockets are set up and closed.</summary>
internal static class TcpSockets
{
    // A peer that vanished without a word (power cut, Wi-Fi gone) is found within two minutes: 60 s of silence, then 6 probes, 10 s apart.
    private const int KeepAliveAfterSeconds = 60;
    private const int KeepAliveIntervalSeconds = 10;
    private const int KeepAliveProbes = 6;

    public static Socket Create(AddressFamily family)
    {
        var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
        Configure(socket);
        return socket;
    }

    public static void Configure(Socket socket)
    {
        InlineCompletions.Prefer(socket);

        // What one side sent in one piece goes on at once: RTP over RTSP is many small packets.
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveAfterSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
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
