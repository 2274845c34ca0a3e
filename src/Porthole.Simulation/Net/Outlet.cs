using System.Net.Sockets;

namespace Porthole.Simulation.Net;

/// <summary>The sending side of a connection, which may be made to break after so many bytes.</summary>
internal sealed class Outlet(Socket socket, long? budget = null)
{
    private long? _left = budget;

    public Socket Socket => socket;

    /// <summary>Sends everything, or what is left of the budget, and then resets the connection.</summary>
    /// <exception cref="IOException">The budget is used up.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_left is not { } left || bytes.Length <= left)
        {
            _left -= bytes.Length;
            await Sockets.SendAllAsync(socket, bytes, cancellationToken);
            return;
        }

        _left = 0;
        await Sockets.SendAllAsync(socket, bytes[..(int)left], cancellationToken);
        Sockets.Reset(socket);
        throw new IOException("This simulated connection was to break here.");
    }
}
