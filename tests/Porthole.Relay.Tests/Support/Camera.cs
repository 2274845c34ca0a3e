using System.Net;
using System.Net.Sockets;

namespace Porthole.Relay.Tests.Support;

/// <summary>A device's TCP port.</summary>
public sealed class Camera : IDisposable
{
    private readonly Socket _socket;

    // A socket that nobody refers to is closed by the garbage collector, which looks like a peer that failed.
    private readonly List<TcpPeer> _held = [];

    public Camera(IPEndPoint? endPoint = null)
    {
        endPoint ??= new IPEndPoint(IPAddress.Loopback, 0);
        _socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(endPoint);
        _socket.Listen();
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
    }

    public IPEndPoint EndPoint { get; }

    public async Task<TcpPeer> AcceptAsync() => Hold(new TcpPeer(await _socket.AcceptAsync().InTimeAsync()));

    /// <summary>Keeps a peer until the camera is disposed.</summary>
    public TcpPeer Hold(TcpPeer peer)
    {
        lock (_held)
            _held.Add(peer);
        return peer;
    }

    /// <summary>Whether a connection waits to be accepted.</summary>
    public bool HasCaller => _socket.Poll(0, SelectMode.SelectRead);

    public void Dispose()
    {
        _socket.Dispose();
        _held.ForEach(peer => peer.Dispose());
    }
}
