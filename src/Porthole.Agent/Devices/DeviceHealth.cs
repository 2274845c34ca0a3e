using System.Net;
using System.Net.Sockets;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Devices;

/// <summary>Looks whether each forwarded TCP port accepts a connection: a paced connect, and nothing more than a connect.</summary>
internal sealed class DeviceHealth(StatusBoard board, ForwardingLoop loop, TimeProvider time)
{
    /// <summary>Seldom enough that no camera counts it as traffic, often enough that an owner sees an outage.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(60);

    /// <summary>A camera on a LAN accepts within milliseconds; a slow wireless one within a second or two.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>One lost answer is not an outage.</summary>
    private const int Tries = 2;

    /// <summary>A recorder with sixty forwards must not get sixty connections in one second.</summary>
    private const int MostAtOnce = 8;

    private readonly Dictionary<string, (IPEndPoint Target, DateTimeOffset AskAgainAt)> _plan = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        do
        {
            var now = time.GetUtcNow();
            var forwards = board.Current.Forwards;
            foreach (var gone in _plan.Keys.Except(forwards.Select(forward => forward.Wish.Id)).ToList()) _plan.Remove(gone);
            var due = forwards.Where(forward => IsDue(forward, now)).Take(MostAtOnce).ToList();
            await Task.WhenAll(due.Select(forward => AskAsync(forward, now, stopping)));
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    // A forward that has not climbed yet is not asked: at start the router comes first.
    private bool IsDue(ForwardSnapshot forward, DateTimeOffset now) =>
        forward.Wish.Transport == Transport.Tcp
        && forward.State is ForwardState.Mapped or ForwardState.Failed
        && (!_plan.TryGetValue(forward.Wish.Id, out var last) || !last.Target.Equals(Target(forward)) || now >= last.AskAgainAt);

    private async Task AskAsync(ForwardSnapshot forward, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var target = Target(forward);
        _plan[forward.Wish.Id] = (target, now + Pace);
        var online = false;
        for (var tries = 0; tries < Tries && !online; tries++) online = await AcceptsAsync(target, cancellationToken);
        loop.Post(new LoopEvent.DeviceAsked(forward.Wish.Id, online));
    }

    // The relay knows where it leads; a direct forward to this PC is asked on the LAN address it is mapped to.
    private static IPEndPoint Target(ForwardSnapshot forward) =>
        forward.Held.Relay?.Route.Target
        ?? forward.Held.Mapping?.Internal
        ?? new IPEndPoint(forward.Wish.Address ?? IPAddress.Loopback, forward.Wish.InternalPort);

    private async Task<bool> AcceptsAsync(IPEndPoint target, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(target, either.Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
