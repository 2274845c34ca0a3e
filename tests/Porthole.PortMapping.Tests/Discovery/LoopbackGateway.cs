using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Porthole.PortMapping.Tests.Discovery;

/// <summary>A UDP socket on loopback that answers as a test tells it to.</summary>
internal sealed class LoopbackGateway : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <param name="answer">The answers to one datagram; empty for silence.</param>
    public LoopbackGateway(Func<byte[], IEnumerable<byte[]>> answer)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _serving = Task.Run(() => ServeAsync(answer));
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public ConcurrentQueue<byte[]> Received { get; } = new();

    /// <summary>Where the last datagram came from.</summary>
    public IPEndPoint? Client { get; private set; }

    /// <summary>The gateway as the code under test knows it.</summary>
    public static DefaultGateway Gateway => new()
    {
        Address = IPAddress.Loopback,
        LocalAddress = IPAddress.Loopback,
        PrefixLength = 8,
        InterfaceName = "lo",
    };

    public GatewayOptions Options(params MappingProtocol[] protocols) => new()
    {
        Protocols = protocols.ToHashSet(),
        PcpPort = Port,
        AnnouncementPort = FreePort(),
        Multicast = false,
        NonceSecret = new byte[32],
    };

    /// <summary>Sends something unasked from the gateway's own port.</summary>
    public void Tell(byte[] datagram, IPEndPoint to) => _socket.SendTo(datagram, to);

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task ServeAsync(Func<byte[], IEnumerable<byte[]>> answer)
    {
        var buffer = new byte[2048];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                var request = buffer.AsSpan(0, received.ReceivedBytes).ToArray();
                Client = (IPEndPoint)received.RemoteEndPoint;
                Received.Enqueue(request);
                foreach (var reply in answer(request))
                    _socket.SendTo(reply, received.RemoteEndPoint);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client went away.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _socket.Dispose();
        _stop.Dispose();
    }
}
