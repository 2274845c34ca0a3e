using System.Net;
using System.Net.Sockets;
using Porthole.Relay.Admission;
using Porthole.Relay.Listening;

namespace Porthole.Relay.Tcp;

/// <summary>A TCP listener: accepts, admits, and starts a session for each viewer.</summary>
internal sealed class TcpRelay(RelayContext context, RelayRoute route, Socket socket) : RelayListener(context, route, socket)
{
    // A flood that never lets accept wait gives its thread back after this many connections.
    private const int AcceptsPerTurn = 64;

    protected override async Task ListenAsync()
    {
        var backoff = new Backoff(Context.Clock.Provider);

        for (var turn = 1; !Stopping.IsCancellationRequested; turn++)
        {
            try
            {
                Take(await Socket.AcceptAsync(CancellationToken.None));
                backoff.Reset();
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
            {
                // The viewer went before it was accepted; the next one is not to wait for that.
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // Out of sockets or memory. After a stop it is the end.
                await backoff.WaitAsync(Stopping);
            }

            if (turn % AcceptsPerTurn == 0)
                await Task.Yield();
        }
    }

    private void Take(Socket viewer)
    {
        if (SourceOf(viewer) is not { } source || TryEnter(SourceAddress.From(source.Address)) is not { } ticket)
        {
            // At once, so that the peer knows and nothing piles up.
            TcpSockets.Reset(viewer);
            return;
        }

        Begin(new TcpSession(this, viewer, source, Route.Target, ticket));
    }

    private static IPEndPoint? SourceOf(Socket viewer)
    {
        try
        {
            return viewer.RemoteEndPoint is IPEndPoint source ? PlainEndPoint.Of(source) : null;
        }
        catch (SocketException)
        {
            // Gone already.
            return null;
        }
    }
}
