using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Porthole.Simulation.Net;

/// <summary>A UDP socket that hands each datagram to a task of its own.</summary>
internal sealed class UdpService : IAsyncDisposable
{
    // The largest UDP payload over IPv4.
    private const int MaximumDatagram = 65507;

    // SIO_UDP_CONNRESET. Windows otherwise fails the next receive when an earlier datagram met a closed port.
    private const int UdpConnectionReset = unchecked((int)0x9800000C);

    // Linux, socket.h: SOL_SOCKET, SO_BINDTODEVICE.
    private const int SocketLevel = 1;
    private const int BindToDevice = 25;

    private readonly Socket _socket;
    private readonly Func<ReadOnlyMemory<byte>, IPEndPoint, CancellationToken, Task> _serve;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskSet _datagrams = new();
    private readonly Task _receiving;
    private bool _isDisposed;

    private UdpService(Socket socket, Func<ReadOnlyMemory<byte>, IPEndPoint, CancellationToken, Task> serve)
    {
        _socket = socket;
        _serve = serve;
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _receiving = ReceiveAsync();
    }

    /// <summary>The address and port bound.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Binds at once.</summary>
    /// <param name="endPoint">The address and port; port 0 picks a free one.</param>
    /// <param name="serve">Called for each datagram; the memory is the callee's.</param>
    /// <param name="shared">Whether other sockets may have the same port: a computer has several listeners on SSDP's.</param>
    /// <param name="device">The network card that it is confined to, on Linux and for root alone; null for none.</param>
    /// <exception cref="SocketException">The port is taken or the address is not this machine's.</exception>
    public static UdpService Bind(
        IPEndPoint endPoint,
        Func<ReadOnlyMemory<byte>, IPEndPoint, CancellationToken, Task> serve,
        bool shared = false,
        string? device = null)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                socket.IOControl(UdpConnectionReset, [0, 0, 0, 0], null);
                socket.ExclusiveAddressUse = !shared;
            }

            if (shared)
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            if (device is not null)
                socket.SetRawSocketOption(SocketLevel, BindToDevice, Encoding.ASCII.GetBytes(device + '\0'));
            socket.EnableBroadcast = true;
            socket.Bind(endPoint);
            return new UdpService(socket, serve);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Joins a multicast group through the interface that holds an address.</summary>
    public void Join(IPAddress group, IPAddress through) =>
        _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(group, through));

    /// <summary>Sends one datagram; what the network does with it is nobody's business here.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> datagram, IPEndPoint to, CancellationToken cancellationToken)
    {
        try
        {
            await _socket.SendToAsync(datagram, SocketFlags.None, to, cancellationToken);
        }
        catch (Exception e) when (Ended.Normally(e))
        {
            // UDP promises nothing.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;

        // Before the first await: whoever drops a mapping may bind its port again at once.
        _socket.Dispose();
        await _stop.CancelAsync();
        await _receiving;
        await _datagrams.WhenAllAsync();
        _stop.Dispose();
    }

    private async Task ReceiveAsync()
    {
        // Never run the loop on the constructor's thread: the caller may hold a lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var buffer = GC.AllocateUninitializedArray<byte>(MaximumDatagram);
        var anyone = new IPEndPoint(EndPoint.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, anyone, _stop.Token);
                var datagram = buffer.AsSpan(0, received.ReceivedBytes).ToArray();
                _datagrams.Add(ServeAsync(datagram, (IPEndPoint)received.RemoteEndPoint));
            }
            catch (Exception e) when (Ended.Normally(e))
            {
                // An ICMP error from an earlier send, or the end.
            }
        }
    }

    private async Task ServeAsync(ReadOnlyMemory<byte> datagram, IPEndPoint from)
    {
        try
        {
            await _serve(datagram, from, _stop.Token);
        }
        catch (Exception e) when (Ended.Normally(e))
        {
            // The service stops.
        }
    }
}
