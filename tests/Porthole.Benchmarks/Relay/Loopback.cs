using System.Net;
using System.Net.Sockets;

namespace Porthole.Benchmarks.Relay;

/// <summary>Viewers and cameras on loopback: blocking sockets and threads, which cost the least and so hide the least.</summary>
internal static class Loopback
{
    public static Socket ListenTcp(int backlog = 4096)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen(backlog);
        return socket;
    }

    public static Socket BindUdp()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20, SendBufferSize = 4 << 20 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    public static int Port(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    public static Socket Connect(IPEndPoint endPoint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(endPoint);
        return socket;
    }

    public static Thread Run(Action body)
    {
        var thread = new Thread(() =>
        {
            try
            {
                body();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The measurement is over and the other end was closed.
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }
}
