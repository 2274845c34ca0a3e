using System.Net;
using System.Net.Sockets;

namespace Porthole.Agent.Doctor;

/// <summary>Opens a TCP connection and closes it at once; nothing is sent.</summary>
internal static class Knock
{
    /// <summary>A host on the LAN accepts within milliseconds; a slow wireless camera within a second or two.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task<KnockResult> AtAsync(IPEndPoint target, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var start = time.GetTimestamp();
        try
        {
            await socket.ConnectAsync(target, either.Token);
            return new KnockResult(true, IsRefused: false, $"TCP connect to {target}: accepted after {Milliseconds()} ms");
        }
        catch (SocketException exception)
        {
            return new KnockResult(false, IsRefused: exception.SocketErrorCode == SocketError.ConnectionRefused, Evidence: $"TCP connect to {target}: {Words(exception.SocketErrorCode)} after {Milliseconds()} ms");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new KnockResult(false, IsRefused: false, $"TCP connect to {target}: no answer within {Patience.TotalSeconds:0} s");
        }

        string Milliseconds() => time.GetElapsedTime(start).TotalMilliseconds.ToString("0.0");
    }

    private static string Words(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "refused (nobody listens there)",
        SocketError.HostUnreachable => "host unreachable (nobody has this address)",
        SocketError.NetworkUnreachable => "network unreachable (this PC has no way there)",
        SocketError.TimedOut => "no answer",
        SocketError.ConnectionReset => "reset",
        SocketError.AccessDenied => "forbidden by this PC's firewall",
        _ => $"failed ({error})",
    };
}

/// <summary>What a knock came to.</summary>
/// <param name="Accepted">Whether the connection was accepted.</param>
/// <param name="IsRefused">Whether somebody is there who said no.</param>
/// <param name="Evidence">What was sent and what came back.</param>
internal sealed record KnockResult(bool Accepted, bool IsRefused, string Evidence);
