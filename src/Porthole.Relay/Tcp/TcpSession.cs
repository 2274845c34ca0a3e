using System.Net;
using System.Net.Sockets;
using Porthole.Relay.Admission;
using Porthole.Relay.Listening;

namespace Porthole.Relay.Tcp;

/// <summary>One viewer's connection and the device's connection that belongs to it.</summary>
internal sealed class TcpSession(RelayListener listener, Socket viewer, IPEndPoint source, IPEndPoint target, Ticket ticket)
    : Session(listener, source, target, ticket)
{
    // Less than this from the device is an error message, not a service: an RTSP or HTTP 401 has some 300 bytes.
    private const int ServedBytes = 1024;

    private readonly TcpPump _inward = new();
    private readonly TcpPump _outward = new();
    private TcpDeadlines _deadlines;
    private volatile Socket? _device;
    private volatile bool _connected;
    private volatile bool _deviceEndedFirst;

    public override long BytesIn => _inward.Sent;

    public override long BytesOut => _outward.Sent;

    protected override bool IsServed => BytesOut >= ServedBytes;

    protected override void CheckTimes(TimeSpan now, TimeSpan age)
    {
        if (!_connected)
        {
            if (age < Options.ConnectTimeout)
                return;

            Listener.DeviceFailed(Target, $"no answer within {Options.ConnectTimeout}");
            End(RelayEnd.ConnectTimeout);
        }
        else if (_deadlines.Over(_inward, _outward, now, Options) is { } reason)
        {
            End(reason);
        }
    }

    protected override async Task CarryAsync()
    {
        try
        {
            if (!await ConnectAsync())
                return;

            var inward = PumpAsync(_inward, viewer, _device!, RelayEnd.ViewerFailed, RelayEnd.DeviceFailed);
            await PumpAsync(_outward, _device!, viewer, RelayEnd.DeviceFailed, RelayEnd.ViewerFailed);
            await inward;
            End(RelayEnd.Completed);
        }
        finally
        {
            viewer.Dispose();
            _device?.Dispose();
        }
    }

    /// <summary>The device's own failures do not count, nor when it hangs up without a word: it may be full.</summary>
    protected override bool IsFailure(RelayEnd reason) =>
        reason is RelayEnd.Completed or RelayEnd.ViewerFailed && (BytesOut > 0 || !_deviceEndedFirst);

    protected override void Close(RelayEnd reason)
    {
        TcpSockets.Close(viewer, reason);
        if (_device is { } device)
            TcpSockets.Close(device, reason);
    }

    private async Task<bool> ConnectAsync()
    {
        if (Listener.Context.Loops.IsOwnListener(RelayTransport.Tcp, Target))
            return Unreachable("the target is a port that this relay itself listens on");

        if (CreateDeviceSocket() is not { } device)
            return false;

        using var operation = new SocketOperation();
        var error = await operation.ConnectAsync(device, Target);
        if (HasEnded)
            return false;
        if (error != SocketError.Success)
            return Unreachable($"{error}: {new SocketException((int)error).Message}");

        _connected = true;
        Listener.DeviceAnswered();
        return true;
    }

    private Socket? CreateDeviceSocket()
    {
        try
        {
            var device = _device = TcpSockets.Create(Target.AddressFamily);
            TcpSockets.Configure(device);
            TcpSockets.Configure(viewer);
            return HasEnded ? null : device;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Out of sockets, or ended from outside in this moment.
            End(RelayEnd.LocalFailure);
            return null;
        }
    }

    private bool Unreachable(string evidence)
    {
        Listener.DeviceFailed(Target, evidence);
        End(RelayEnd.DeviceUnreachable);
        return false;
    }

    private async Task PumpAsync(TcpPump pump, Socket from, Socket to, RelayEnd readFailed, RelayEnd writeFailed)
    {
        switch (await pump.RunAsync(from, to))
        {
            case PumpEnd.ReadFailed:
                End(readFailed);
                break;
            case PumpEnd.WriteFailed:
                End(writeFailed);
                break;
            default:
                _deviceEndedFirst |= ReferenceEquals(pump, _outward) && !_inward.HasEnded;
                break;
        }
    }
}
