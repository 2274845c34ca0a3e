using System.Net.Sockets;

namespace Porthole.Simulation.Net;

/// <summary>The few socket moves that several servers share.</summary>
internal static class Sockets
{
    /// <summary>Sends everything.</summary>
    public static async ValueTask SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
    }

    /// <summary>Throws away what comes until the other side closes.</summary>
    public static async ValueTask UntilClosedAsync(Socket socket, CancellationToken cancellationToken)
    {
        var waste = new byte[1024];
        while (await socket.ReceiveAsync(waste, cancellationToken) > 0)
        {
            // A client that is not answered may well keep talking.
        }
    }

    /// <summary>Closes so that the other side reads all that was sent before it reads the end.</summary>
    public static async ValueTask CloseGentlyAsync(Socket socket, TimeProvider time, CancellationToken cancellationToken)
    {
        socket.Shutdown(SocketShutdown.Send);

        // Closing while unread bytes wait would reset the connection and could cost the peer our last
        // bytes; a second is plenty on one machine and short enough not to pile up.
        using var deadline = new Deadline(TimeSpan.FromSeconds(1), time, cancellationToken);
        await UntilClosedAsync(socket, deadline.Token);
    }

    /// <summary>Closes with a reset.</summary>
    public static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }
}
