using Porthole.Agent.Settings;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <content>What is due, and how it is begun.</content>
internal sealed partial class ForwardingLoop
{
    /// <summary>Waking up for nothing once an hour costs nothing.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);

    /// <summary>Twice as much work as calls at once keeps every call's place filled; what the first of 500 forwards learn of the router serves the rest.</summary>
    private const int WorkPerCall = 2;

    private DateTimeOffset _wakeAt;
    private DateTimeOffset _scoutAt;

    private bool UpnpAllowed => _settings.Gateway.Protocols.Contains(MappingProtocol.UpnpIgd);

    private void StartDueWork()
    {
        var now = _time.GetUtcNow();
        _wakeAt = DateTimeOffset.MaxValue;
        ExpectClimbs();
        WriteDownWhatIsAsked();
        ReadTableWhenDue(now);
        CloseLeftovers(now);
        var room = (_settings.Mapping.Concurrency * WorkPerCall) - _machines.Values.Count(machine => machine.IsBusy);
        if (room > 0) SendScoutWhenDue(now);
        Dictionary<Transport, HashSet<ushort>>? claimed = null;
        List<ForwardMachine>? gone = null;
        foreach (var machine in _machines.Values)
        {
            if (!machine.IsBusy && machine.Held == Holding.Nothing)
            {
                if (machine.MustRelease) machine.Restart();
                machine.MustRelease = false;
                if (!machine.IsWanted) (gone ??= []).Add(machine);
            }

            var (work, at) = WorkPlan.Next(machine, _view, UpnpAllowed);
            if (work == Work.None) continue;
            if (at > now)
            {
                WakeBy(at);
            }
            else if (room > 0 && (work != Work.Climb || !MustWaitForAPort(machine, now)))
            {
                Start(machine, work, PortsFor(machine, claimed ??= ClaimedPorts()), _view);
                room--;
            }
        }

        foreach (var machine in gone ?? []) _machines.Remove(machine.Wish.Id);
        ReadAddressWhenDue(now);
        WakeBy(_memory.SaveWhenDue(Remember(), now));
    }

    private void WakeBy(DateTimeOffset at)
    {
        if (at < _wakeAt) _wakeAt = at;
    }

    // A timer takes 49 days at the most, and routers have granted leases of years.
    private void SetTimer()
    {
        var now = _time.GetUtcNow();
        WakeBy(_problems.StaleAt);
        var delay = _wakeAt > now + LongestSleep ? LongestSleep : _wakeAt - now;
        _timer.Change(delay < TimeSpan.Zero ? TimeSpan.Zero : delay, Timeout.InfiniteTimeSpan);
    }

    private static PortChoice PortsFor(ForwardMachine machine, Dictionary<Transport, HashSet<ushort>> claimed) =>
        new(machine.FirstPort, machine.RelayPort, claimed[machine.Wish.Transport]);

    // Two forwards of our own must not take each other's ports, neither those wished nor those that a conflict led to.
    private Dictionary<Transport, HashSet<ushort>> ClaimedPorts()
    {
        var claimed = new Dictionary<Transport, HashSet<ushort>> { [Transport.Tcp] = [], [Transport.Udp] = [] };
        foreach (var machine in _machines.Values)
        {
            claimed[machine.Wish.Transport].Add(machine.Wish.ExternalPort);
            claimed[machine.Wish.Transport].Add(machine.FirstPort);
            claimed[machine.Wish.Transport].Add(machine.RelayPort);
        }

        return claimed;
    }

    /// <summary>Whether the router maps for other hosts by now, one forward finds out for all: at every news of the router, and every hour.</summary>
    private void SendScoutWhenDue(DateTimeOffset now)
    {
        if (_view is null || _view.OnlyForAsker.IsEmpty) return;
        var scout = _machines.Values.FirstOrDefault(machine =>
            machine is { IsBusy: false, IsLeaving: false, Placement: DevicePlacement.BehindTheRouter, Held.Route: Status.Route.Relayed or Status.Route.RelayOnly }
            && machine.Wish.Route != RoutePreference.Direct
            && Ladder.MayBeDirect(machine.Wish, machine.Placement)
            && _view.OnlyForAsker.Keys.Any(kind => _view.Find(kind) is not null));
        if (scout is null) return;
        if (now < _scoutAt)
        {
            WakeBy(_scoutAt);
            return;
        }

        _scoutAt = now + RetryTimes.BetterRung;
        WakeBy(_scoutAt);
        Start(scout, Work.Improve, PortsFor(scout, ClaimedPorts()), _view with { OnlyForAsker = _view.OnlyForAsker.Clear() });
    }

    private void Start(ForwardMachine machine, Work work, PortChoice ports, GatewayView? view)
    {
        machine.Begin(work);
        _tableDisturbed = true;
        var (wish, held, session) = (machine.Wish, machine.Held, _session);
        var (climber, calls, cancellationToken) = (_climber, _calls, _working);
        RunBeside(async () => new LoopEvent.WorkEnded(machine, session, await DoAsync()));

        async Task<WorkResult> DoAsync()
        {
            try
            {
                return work switch
                {
                    Work.Release => new WorkResult.Released(await climber.ReleaseAsync(held, view, cancellationToken)),
                    Work.Climb => new WorkResult.Holds(await climber.ClimbAsync(wish, held, ports, view!, cancellationToken)),
                    Work.Improve => new WorkResult.Holds(await climber.ImproveAsync(wish, held, ports, view!, cancellationToken)),
                    Work.Verify when view!.Find(held.Mapping!.Via) is { CanRead: true } protocol =>
                        new WorkResult.Verified(await calls.VerifyAsync(protocol, held.Mapping, cancellationToken)),

                    // Where the table cannot be read, asking for the mapping again is the only way to know that it is there.
                    _ => new WorkResult.Renewed(await climber.RenewAsync(wish, held.Mapping!, view!, cancellationToken)),
                };
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return new WorkResult.GivenUp();
            }
            catch (Exception exception)
            {
                ForwardingLog.WorkFailed(_logger, exception, work, wish.Id);
                return new WorkResult.GivenUp();
            }
        }
    }

    // What runs beside the loop ends as an event, and counts as unsettled until that is in the channel.
    private void RunBeside<T>(Func<Task<T>> run)
        where T : LoopEvent
    {
        Interlocked.Increment(ref _unsettled);
        _ = Task.Run(
            async () =>
            {
                try
                {
                    Post(await run());
                }
                catch (OperationCanceledException)
                {
                    // The agent stops.
                }
                finally
                {
                    Interlocked.Decrement(ref _unsettled);
                }
            },
            CancellationToken.None);
    }
}
