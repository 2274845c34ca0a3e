using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Porthole.Relay.Admission;
using Porthole.Relay.Listening;

namespace Porthole.Relay.Udp;

/// <summary>One viewer's address and port, and the socket that speaks to the device for it.</summary>
internal sealed class UdpSession(UdpRelay relay, SocketAddress viewer, IPEndPoint source, IPEndPoint target, Ticket ticket)
    : Session(relay, source, target, ticket)
{
    // A camera that streams without a pause gives its thread back after this many datagrams.
    private const int DatagramsPerTurn = 256;

    // An error that comes back at once and again is no ICMP message of the past.
    private const int MaxErrorsInARow = 16;

    private readonly UdpTraffic _traffic = new();
    private volatile Socket? _device;

    /// <summary>The key in the listener's table.</summary>
    public SocketAddress Viewer => viewer;

    public override long BytesIn => _traffic.BytesIn;

    public override long BytesOut => _traffic.BytesOut;

    protected override bool IsServed => _traffic.IsAnswered;

    /// <summary>Sends a datagram on, or drops it: the listener's loop, which all viewers share, never waits.</summary>
    public void SendToDevice(ReadOnlySpan<byte> datagram)
    {
        if (_device is { } device && TrySend(device, datagram))
            _traffic.CountIn(datagram.Length);
        else
            relay.CountDrop();
    }

    protected override void CheckTimes(TimeSpan now, TimeSpan age)
    {
        if (_traffic.IsOver(now, Options))
            End(RelayEnd.IdleTimeout);
    }

    /// <summary>A source address can be forged, so nothing speaks against it.</summary>
    protected override bool IsFailure(RelayEnd reason) => false;

    protected override async Task CarryAsync()
    {
        if (Connect() is not { } device)
            return;

        var buffer = ArrayPool<byte>.Shared.Rent(UdpSockets.MaxDatagram);
        var errors = 0;

        for (var turn = 1; !HasEnded; turn++)
        {
            try
            {
                var length = await device.ReceiveAsync(buffer, SocketFlags.None, CancellationToken.None);
                relay.DeviceAnswered();
                errors = 0;
                await SendToViewerAsync(buffer.AsMemory(0, length));
            }
            catch (SocketException error)
            {
                if (UdpSockets.IsIcmpAnswer(error.SocketErrorCode))
                    Refused();
                if (++errors == MaxErrorsInARow)
                    End(RelayEnd.DeviceFailed);
            }
            catch (ObjectDisposedException)
            {
                // This session or its listener has ended.
                End(RelayEnd.Stopped);
            }

            if (turn % DatagramsPerTurn == 0)
                await Task.Yield();
        }

        ArrayPool<byte>.Shared.Return(buffer);
        device.Dispose();
    }

    protected override void Close(RelayEnd reason) => _device?.Dispose();

    private async ValueTask SendToViewerAsync(ReadOnlyMemory<byte> datagram)
    {
        try
        {
            await relay.SendAsync(datagram, viewer);
            _traffic.CountOut(datagram.Length);
        }
        catch (SocketException)
        {
            // No way to the viewer at this moment. The next datagram may find one, or the session's time will be over.
            relay.CountDrop();
        }
    }

    private bool TrySend(Socket device, ReadOnlySpan<byte> datagram)
    {
        try
        {
            device.Send(datagram, SocketFlags.None, out var error);

            // Linux reports the ICMP answer to an earlier datagram in place of sending this one.
            if (UdpSockets.IsIcmpAnswer(error))
            {
                Refused();
                device.Send(datagram, SocketFlags.None, out error);
            }

            return error == SocketError.Success;
        }
        catch (ObjectDisposedException)
        {
            // The session has just ended.
            return false;
        }
    }

    private Socket? Connect()
    {
        if (relay.Context.Loops.IsOwnListener(RelayTransport.Udp, Target))
        {
            relay.DeviceFailed(Target, "the target is a port that this relay itself listens on");
            End(RelayEnd.DeviceUnreachable);
            return null;
        }

        Socket? device = null;
        try
        {
            device = new Socket(Target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            InlineCompletions.Prefer(device);
            UdpSockets.Configure(device);
            // Connected, so that the system drops what comes from anybody but the device.
            device.Connect(Target);
            return _device = device;
        }
        catch (SocketException error)
        {
            device?.Dispose();
            relay.DeviceFailed(Target, $"{error.SocketErrorCode}: {error.Message}");
            End(RelayEnd.DeviceUnreachable);
            return null;
        }
    }

    private void Refused() => relay.DeviceFailed(Target, "the device refuses datagrams on this port");
}
