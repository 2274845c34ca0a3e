using System.Net;
using System.Net.Sockets;

namespace Porthole.PortMapping.Discovery;

/// <summary>A probe that understands announcements sent to 224.0.0.1:5350.</summary>
internal interface IAnnouncementReader
{
    /// <summary>Takes an announcement of the gateway; false when it is not of this protocol.</summary>
    bool ReadAnnouncement(ReadOnlySpan<byte> datagram);
}

/// <summary>
/// Listens for the announcements of gateways that start (RFC 6886, 3.2.1; RFC 6887, 14.1.3). Both protocols share the
/// port, so both share the socket. Without it a restart is still noticed, by the epoch of the next answer.
/// </summary>
internal sealed class AnnouncementListener(DefaultGateway gateway, GatewayOptions options, GatewayIdentity identity) : IAsyncDisposable
{
    // The longest announcement is a bare PCP header of 24 bytes; anything longer is cut and then not understood.
    private const int BufferSize = 256;

    // As in GatewayChannel: errors without any datagram between them mean that the interface is gone.
    private const int ErrorsBeforeGivingUp = 16;

    private static readonly IPAddress AllHosts = new([224, 0, 0, 1]);

    private readonly CancellationTokenSource _stop = new();
    private Task _listening = Task.CompletedTask;

    /// <summary>Opens the socket and listens until disposed. A port that cannot be had is no error: see above.</summary>
    public void Start(IReadOnlyList<IAnnouncementReader> readers, IProbeSink sink)
    {
        if (readers.Count > 0)
            _listening = Task.Run(() => ListenAsync(readers, sink));
    }

    private Socket? Open()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // The port belongs to every program on this PC that listens to gateways (mDNSResponder is one).
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            var address = options.Multicast ? IPAddress.Any : gateway.LocalAddress;
            socket.Bind(new IPEndPoint(address, options.AnnouncementPort));
            if (options.Multicast)
            {
                socket.SetSocketOption(
                    SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(AllHosts, gateway.LocalAddress));
            }
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    private async Task ListenAsync(IReadOnlyList<IAnnouncementReader> readers, IProbeSink sink)
    {
        using var socket = Open();
        var buffer = new byte[BufferSize];
        var anyone = new IPEndPoint(IPAddress.Any, 0);
        var errors = 0;
        while (socket is not null && errors < ErrorsBeforeGivingUp)
        {
            try
            {
                var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, anyone, _stop.Token);
                errors = 0;
                Dispatch((IPEndPoint)received.RemoteEndPoint, buffer.AsSpan(0, received.ReceivedBytes), readers, sink);
            }
            catch (SocketException) when (!_stop.IsCancellationRequested)
            {
                errors++;
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private void Dispatch(
        IPEndPoint source, ReadOnlySpan<byte> datagram, IReadOnlyList<IAnnouncementReader> readers, IProbeSink sink)
    {
        if (!identity.Covers(source.Address))
        {
            if (gateway.IsOnLink(source.Address))
                sink.Stranger(source.Address, $"announced itself as a router, from {source}");
            return;
        }
        foreach (var reader in readers)
        {
            if (reader.ReadAnnouncement(datagram))
            {
                sink.Announced($"it announced itself from {source}");
                return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening;
        _stop.Dispose();
    }
}
