using System.Net;
using System.Net.Sockets;

namespace Porthole.Agent.Devices.Health;

/// <summary>Asks a device whether it is there: one connect, and nothing more than a connect.</summary>
internal sealed class DeviceContact(TimeProvider time) : IDeviceContact
{
    /// <summary>A camera on a LAN accepts within milliseconds: after this long its silence is worth a second try, and a search.</summary>
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(1);

    /// <summary>One lost answer is not an outage, and a slow wireless camera takes a second or two.</summary>
    private static readonly TimeSpan SecondPatience = TimeSpan.FromSeconds(3);

    public async Task<DeviceAnswer> ConnectAsync(IPEndPoint target, Action? doubts, CancellationToken cancellationToken)
    {
        var answer = await ConnectAsync(target, FirstPatience, cancellationToken);
        if (answer.IsAnswer()) return answer;
        doubts?.Invoke();
        return await ConnectAsync(target, SecondPatience, cancellationToken);
    }

    public async Task<DeviceAnswer?> NudgeAsync(IPAddress address, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(FirstPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // The discard protocol (RFC 863). Where nothing listens, a host says so by ICMP, and that is the answer.
            await socket.ConnectAsync(new IPEndPoint(address, 9), either.Token);
            await socket.SendAsync(ReadOnlyMemory<byte>.Empty, either.Token);
            await socket.ReceiveAsync(new byte[1], either.Token);
            return DeviceAnswer.Accepted;
        }
        catch (SocketException exception)
        {
            return Classify(exception.SocketErrorCode);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<DeviceAnswer> ConnectAsync(IPEndPoint target, TimeSpan most, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Ended by a reset, as HAProxy ends its checks: half the packets, and the camera keeps nothing in TIME_WAIT.
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            await socket.ConnectAsync(target, either.Token);
            return DeviceAnswer.Accepted;
        }
        catch (SocketException exception)
        {
            return Classify(exception.SocketErrorCode);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return DeviceAnswer.Silent;
        }
    }

    private static DeviceAnswer Classify(SocketError error) => error switch
    {
        // Windows tells of an ICMP refusal to a datagram as a reset.
        SocketError.ConnectionRefused or SocketError.ConnectionReset => DeviceAnswer.Refused,
        SocketError.TimedOut => DeviceAnswer.Silent,
        _ => DeviceAnswer.Unreachable,
    };
}
