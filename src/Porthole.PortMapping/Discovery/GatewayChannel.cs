using System.Net;
using System.Net.Sockets;

namespace Porthole.PortMapping.Discovery;

/// <summary>What arrives on a <see cref="GatewayChannel"/>. Called one at a time.</summary>
internal interface IGatewayChannelListener
{
    /// <summary>A datagram from the gateway, from the port asked.</summary>
    void Answer(ReadOnlySpan<byte> datagram);

    /// <summary>The gateway sent ICMP port unreachable: nothing listens there.</summary>
    void PortClosed();

    /// <summary>A datagram from anywhere else; its content was not looked at.</summary>
    void Stranger(IPEndPoint source);
}

/// <summary>
/// A UDP socket on this PC's address towards the gateway, which talks to one port of the gateway and to nothing else.
/// It is not connected, so that an answer from another source is noticed instead of being swallowed by the kernel.
/// </summary>
internal sealed class GatewayChannel(
    DefaultGateway gateway, int port, GatewayIdentity identity, IGatewayChannelListener listener) : IAsyncDisposable
{
    // No PCP message is longer than 1100 bytes (RFC 6887, 7); the rest tells a longer one apart.
    private const int BufferSize = 1536;

    // Errors in a row after which the socket is given up until the next search opens a new one: an error is reported
    // once per ICMP message, so a run of them without any datagram means that the interface is gone.
    private const int ErrorsBeforeGivingUp = 16;

    private readonly IPEndPoint _target = new(gateway.Address, port);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Socket? _socket;
    private Task _receiving = Task.CompletedTask;

    /// <summary>Why the socket is not open; empty while it is.</summary>
    public string Fault { get; private set; } = "not opened yet";

    /// <summary>The port that the gateway answers to; 0 while the socket is not open.</summary>
    public int LocalPort { get; private set; }

    /// <summary>Opens the socket unless it is open. A failure is kept in <see cref="Fault"/>.</summary>
    public void Open()
    {
        lock (_gate)
        {
            if (_socket is not null || _stop.IsCancellationRequested)
                return;
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                socket.Bind(new IPEndPoint(gateway.LocalAddress, 0));
                PortUnreachable.Report(socket);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                Fault = $"no socket on {gateway.LocalAddress}: {e.SocketErrorCode}";
                return;
            }
            Fault = "";
            LocalPort = ((IPEndPoint)socket.LocalEndPoint!).Port;
            _socket = socket;
            _receiving = Task.Run(() => ReceiveAsync(socket));
        }
    }

    /// <summary>Sends one datagram to the gateway; what the network says against it is returned, not thrown.</summary>
    public SocketError Send(ReadOnlySpan<byte> datagram)
    {
        Open();
        Socket? socket;
        lock (_gate)
            socket = _socket;
        if (socket is null)
            return SocketError.NotConnected;
        var error = TrySend(socket, datagram);
        if (!PortUnreachable.Is(error))
            return error;
        // The error belongs to an earlier datagram; this one was not sent.
        listener.PortClosed();
        PortUnreachable.Forget(socket);
        return TrySend(socket, datagram);
    }

    private SocketError TrySend(Socket socket, ReadOnlySpan<byte> datagram)
    {
        try
        {
            socket.SendTo(datagram, SocketFlags.None, _target);
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
        catch (ObjectDisposedException)
        {
            return SocketError.NotConnected;
        }
    }

    private async Task ReceiveAsync(Socket socket)
    {
        var buffer = new byte[BufferSize];
        var errors = 0;
        while (errors < ErrorsBeforeGivingUp)
        {
            try
            {
                var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, _target, _stop.Token);
                errors = 0;
                Dispatch((IPEndPoint)received.RemoteEndPoint, buffer.AsSpan(0, received.ReceivedBytes));
            }
            catch (SocketException e) when (!_stop.IsCancellationRequested)
            {
                errors++;
                if (!PortUnreachable.Is(e.SocketErrorCode))
                    continue;
                PortUnreachable.Forget(socket);
                listener.PortClosed();
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
        lock (_gate)
        {
            Fault = $"the socket on {gateway.LocalAddress} failed";
            _socket = null;
        }
        socket.Dispose();
    }

    private void Dispatch(IPEndPoint source, ReadOnlySpan<byte> datagram)
    {
        if (!identity.Covers(source.Address))
            listener.Stranger(source);
        else if (source.Port == _target.Port)
            listener.Answer(datagram);
        // Another port of the gateway was not asked: RFC 6887, 8.3 has it dropped.
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _receiving;
        lock (_gate)
        {
            _socket?.Dispose();
            _socket = null;
        }
        _stop.Dispose();
    }
}
