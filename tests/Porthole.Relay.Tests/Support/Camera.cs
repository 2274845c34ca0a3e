using System.Net;
using System.Net.Sockets;

namespace Porthole.Relay.Tests.Support;

/// <summary>A device's TCP port.</summary>
public sealed class Camera : IDisposable
{
    private readonly Socket _socket;

    public Camera(IPAddress? address = null, int backlog = 512)
    {
        address ??= IPAddress.Loopback;
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(new IPEndPoint(address, 0));
        _socket.Listen(backlog);
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
    }

    public IPEndPoint EndPoint { get; }

    public async Task<TcpPeer> AcceptAsync() => new(await _socket.AcceptAsync().InTimeAsync());

    /// <summary>Whether a connection waits to be accepted.</summary>
    public bool HasCaller => _socket.Poll(0, SelectMode.SelectRead);

    public void Dispose() => _socket.Dispose();
}
