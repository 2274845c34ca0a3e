using System.Net;
using System.Net.Sockets;

namespace Porthole.PortMapping.Upnp.Ssdp;

/// <summary>Takes what an <see cref="SsdpSocket"/> received; the bytes are good during the call.</summary>
internal delegate void SsdpReceiver(IPEndPoint from, ReadOnlySpan<byte> packet);

/// <summary>A UDP socket on the interface that leads to the gateway.</summary>
internal sealed class SsdpSocket : IDisposable
{
    // The multicast scope that the UPnP Device Architecture names (1.1, 1.2.2: "should default to 2").
    private const int MulticastHops = 2;

    // No SSDP packet is larger than one Ethernet frame; what is larger is cut off and still parsed.
    private const int LargestPacket = 4096;

    // A socket that fails at every receive must not spin: after a failure it rests so long.
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;

    private SsdpSocket(Socket socket) => _socket = socket;

    /// <summary>The group of SSDP.</summary>
    public static IPAddress Group { get; } = new([239, 255, 255, 250]);

    /// <summary>
    /// A socket for searches. It is bound to the address of this interface, and names the interface for multicast:
    /// left to its metrics, Windows sends through whichever virtual adapter ranks first (python-kasa#101).
    /// </summary>
    /// <exception cref="SocketException">The address is not there (any more).</exception>
    public static SsdpSocket ForSearch(IPAddress localAddress, bool isMulticast)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(localAddress, 0));
            if (isMulticast)
            {
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, BitConverter.ToInt32(localAddress.GetAddressBytes()));
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, MulticastHops);
            }

            return new SsdpSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A socket for announcements to the group on this interface; it shares the port with other SSDP programs. Where the
    /// system allows it is bound to the group's address, so that it takes no unicast from them; Windows does not.
    /// </summary>
    /// <exception cref="SocketException">The address is not there, or another program does not share the port.</exception>
    public static SsdpSocket ForAnnouncements(IPAddress localAddress, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(OperatingSystem.IsWindows() ? IPAddress.Any : Group, port));
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(Group, localAddress));
            return new SsdpSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a packet; the error when the network would not take it.</summary>
    public SocketError Send(ReadOnlySpan<byte> packet, IPEndPoint to)
    {
        try
        {
            _socket.SendTo(packet, SocketFlags.None, to);
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
        catch (ObjectDisposedException)
        {
            return SocketError.Shutdown;
        }
    }

    /// <summary>Hands every packet to <paramref name="receiver"/> until cancelled.</summary>
    public async Task ReceiveAsync(SsdpReceiver receiver, TimeProvider time, CancellationToken cancellationToken)
    {
        var buffer = new byte[LargestPacket];
        var anyone = new IPEndPoint(IPAddress.Any, 0);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, anyone, cancellationToken);
                receiver((IPEndPoint)received.RemoteEndPoint, buffer.AsSpan(0, received.ReceivedBytes));
            }
            catch (SocketException)
            {
                // A port unreachable message that some earlier packet drew (Windows tells it here), or an interface that went down.
                await Task.Delay(RestAfterFailure, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    public void Dispose() => _socket.Dispose();
}
