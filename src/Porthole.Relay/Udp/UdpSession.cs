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

    private Socket? _device;
    private long _bytesIn;
    private long _bytesOut;
    private long _datagrams;
    private long _datagramsSeen = -1;
    private TimeSpan _datagramAt;

    /// <summary>The key in the listener's table.</summary>
    public SocketAddress Viewer => viewer;

    public override long BytesIn => Volatile.Read(ref _bytesIn);

    public override long BytesOut => Volatile.Read(ref _bytesOut);

    protected override bool CountsFailures => false;

    protected override bool DeviceHungUp => false;

    /// <summary>Sends a datagram on, or drops it: the listener's loop, which all viewers share, never waits.</summary>
    public void SendToDevice(ReadOnlySpan<byte> datagram)
    {
        if (Volatile.Read(ref _device) is not { } device)
            return;

        try
        {
            device.Send(datagram, SocketFlags.None, out var error);

            // Linux reports the ICMP answer to an earlier datagram in place of sending this one.
            if (error == SocketError.ConnectionRefused)
            {
                Refused();
                device.Send(datagram, SocketFlags.None, out error);
            }

            if (error != SocketError.Success)
            {
                relay.CountDrop();
                return;
            }
        }
        catch (ObjectDisposedException)
        {
            // The session has just ended.
            relay.CountDrop();
            return;
        }

        Volatile.Write(ref _bytesIn, _bytesIn + datagram.Length);
        Interlocked.Increment(ref _datagrams);
    }

    protected override void CheckTimes(TimeSpan now)
    {
        var datagrams = Interlocked.Read(ref _datagrams);
        if (datagrams != _datagramsSeen)
            (_datagramsSeen, _datagramAt) = (datagrams, now);
        else if (now - _datagramAt >= Options.UdpSessionTimeout)
            End(RelayEnd.IdleTimeout);
    }

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
                errors = 0;
                relay.DeviceAnswered();
                await relay.SendAsync(buffer.AsMemory(0, length), viewer);
                Volatile.Write(ref _bytesOut, _bytesOut + length);
                Interlocked.Increment(ref _datagrams);
            }
            catch (SocketException error)
            {
                if (error.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
                    Refused();
                else
                    relay.CountDrop();

                if (++errors == MaxErrorsInARow)
                    End(RelayEnd.DeviceFailed);
            }
            catch (ObjectDisposedException)
            {
                // This session or the listener has ended.
                End(RelayEnd.Stopped);
            }

            if (turn % DatagramsPerTurn == 0)
                await Task.Yield();
        }

        ArrayPool<byte>.Shared.Return(buffer);
        device.Dispose();
    }

    protected override void Close(RelayEnd reason) => Volatile.Read(ref _device)?.Dispose();

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
            UdpSockets.Configure(device);
            // Connected, so that the system drops what comes from anybody but the device.
            device.Connect(Target);
            Volatile.Write(ref _device, device);
            return device;
        }
        catch (SocketException error)
        {
            device?.Dispose();
            relay.DeviceFailed(Target, error.Message);
            End(RelayEnd.DeviceUnreachable);
            return null;
        }
    }

    private void Refused() => relay.DeviceFailed(Target, "the device refuses datagrams on this port");
}
