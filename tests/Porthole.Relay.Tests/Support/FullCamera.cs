using System.Net;
using System.Net.Sockets;

namespace Porthole.Relay.Tests.Support;

/// <summary>A device that lets connections wait: its queue is full, so that the system answers no further SYN until somebody is accepted.</summary>
public sealed class FullCamera : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _filler = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public FullCamera()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only on Linux does a queue of length 0 hold one connection and drop the SYN of the next.");
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Listen(0);
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _filler.Connect(EndPoint);
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Makes room and takes the next connection. The SYN is sent again within some seconds.</summary>
    public async Task<TcpPeer> AcceptAsync()
    {
        (await _socket.AcceptAsync()).Dispose();
        return new(await _socket.AcceptAsync().InTimeAsync());
    }

    public void Dispose()
    {
        _socket.Dispose();
        _filler.Dispose();
    }
}
