using System.Net;
using System.Net.Sockets;

namespace Porthole.Agent.Devices.Discovery.Searching;

/// <summary>A UDP socket on one network of this PC.</summary>
internal sealed class SearchSocket : IDisposable
{
    /// <summary>The largest UDP payload over IPv4: some recorders list all their channels in one fragmented answer.</summary>
    private const int LargestDatagram = 65_507;

    /// <summary>Cameras are on the same network; a search must not leave it.</summary>
    private const int MulticastHops = 1;

    /// <summary>SIO_UDP_CONNRESET: Windows otherwise fails the next receive when an earlier datagram met a closed port.</summary>
    private const int UdpConnectionReset = unchecked((int)0x9800000C);

    /// <summary>A socket that fails at every receive must not spin.</summary>
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly Socket _socket;

    private SearchSocket(Socket socket) => _socket = socket;

    /// <summary>A socket that asks from any free port of <paramref name="local"/>; null when that address is gone.</summary>
    public static SearchSocket? ToAsk(IPAddress local) => Open(local, socket => socket.Bind(new IPEndPoint(local, 0)));

    /// <summary>
    /// A socket on the protocol's own port, shared with the maker's programs, that hears answers to the group or to
    /// everybody; null when another program keeps the port to itself.
    /// </summary>
    public static SearchSocket? ToHear(IPAddress local, IPAddress? group, int port) => Open(local, socket =>
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);

        // Bound to the group it takes no unicast away from the other programs. Windows cannot; and broadcasts need the wildcard.
        var isGroupOnly = group is not null && !OperatingSystem.IsWindows();
        socket.Bind(new IPEndPoint(isGroupOnly ? group! : IPAddress.Any, port));
        if (group is not null) socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(group, local));
    });

    /// <summary>Sends; what the network does not take is left out.</summary>
    public async Task SendAsync(byte[] datagram, IPEndPoint to, CancellationToken cancellationToken)
    {
        try
        {
            await _socket.SendToAsync(datagram, SocketFlags.None, to, cancellationToken);
        }
        catch (SocketException)
        {
            // A card without a cable, a network without this address: the other networks go on.
        }
    }

    /// <summary>Hands every datagram to <paramref name="receiver"/> until cancelled.</summary>
    public async Task ReceiveAsync(Action<ReadOnlyMemory<byte>, IPAddress> receiver, TimeProvider time, CancellationToken cancellationToken)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(LargestDatagram);
        var anyone = new IPEndPoint(IPAddress.Any, 0);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, anyone, cancellationToken);
                receiver(buffer.AsMemory(0, received.ReceivedBytes), ((IPEndPoint)received.RemoteEndPoint).Address);
            }
            catch (SocketException)
            {
                await Task.Delay(RestAfterFailure, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static SearchSocket? Open(IPAddress local, Action<Socket> bind)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (OperatingSystem.IsWindows()) socket.IOControl(UdpConnectionReset, [0, 0, 0, 0], null);
            socket.EnableBroadcast = true;
            bind(socket);
            if (!local.Equals(IPAddress.Any))
            {
                // Left to its metrics, Windows sends through whichever virtual adapter ranks first (python-kasa#101).
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, BitConverter.ToInt32(local.GetAddressBytes()));
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, MulticastHops);
            }

            return new SearchSocket(socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
