using System.Net;
using System.Net.Sockets;

namespace Porthole.Relay.Tests.Support;

/// <summary>A device's TCP port.</summary>
public sealed class Camera : IDisposable
{
    private readonly Socket _socket;

    public Camera(IPEndPoint? endPoint = null)
    {
        endPoint ??= new IPEndPoint(IPAddress.Loopback, 0);
        _socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(endPoint);
        _socket.Listen();
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
    }

    public IPEndPoint EndPoint { get; }

    public async Task<TcpPeer> AcceptAsync() => new(await _socket.AcceptAsync().InTimeAsync());

    /// <summary>Whether a connection waits to be accepted.</summary>
    public bool HasCaller => _socket.Poll(0, SelectMode.SelectRead);

    public void Dispose() => _socket.Dispose();
}
