using Porthole.Agent.Forwarding;
using Porthole.Agent.Status;

namespace Porthole.Agent.Diagnosis.Firewalls;

/// <summary>Looks at this PC's firewall when the relay begins to listen on other ports, and every hour: what it turns away is PH502 at once, not only when somebody asks the doctor.</summary>
/// <param name="board">Tells which ports the relay listens on.</param>
/// <param name="look">Asks the firewall about ports.</param>
/// <param name="post">Takes what was found.</param>
/// <param name="time">The clock.</param>
internal sealed class FirewallWatch(StatusBoard board, Func<IReadOnlyCollection<ListenPort>, CancellationToken, Task<FirewallView>> look, Action<LoopEvent> post, TimeProvider time)
{
    /// <summary>A firewall changes when somebody changes it; the tools that tell cost a process each.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>At a start relays begin one after the other, and a problem that stands is looked at more often than a peace.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken stopping)
    {
        // Looks for themselves are cheap; the process that answers is not. So ports are compared first.
        using var timer = new PeriodicTimer(Settle, time);
        var (seen, asked) = (new HashSet<ListenPort>(), new HashSet<ListenPort>());
        var last = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stopping))
        {
            var ports = Ports(board.Current);
            var (isSettled, isNew) = (ports.SetEquals(seen), !ports.SetEquals(asked));
            seen = ports;
            if (!isSettled || (!isNew && (ports.Count == 0 || time.GetElapsedTime(last) < Interval))) continue;
            (asked, last) = (ports, time.GetTimestamp());
            post(new LoopEvent.FirewallLooked(ports.Count == 0 ? null : await look(ports, stopping)));
        }
    }

    /// <summary>Where the relay listens.</summary>
    public static HashSet<ListenPort> Ports(StatusSnapshot snapshot) =>
        [.. snapshot.Forwards.Where(forward => forward.Held.Relay is not null).Select(forward => new ListenPort(forward.Wish.Transport, forward.Held.Relay!.LocalEndPoint.Port))];
}
