using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <content>What is due, and what came of it.</content>
internal sealed partial class ForwardingLoop
{
    /// <summary>Waking up for nothing once an hour costs nothing.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);

    private bool UpnpAllowed => _settings.Gateway.Protocols.Contains(MappingProtocol.UpnpIgd);

    private void StartDueWork()
    {
        var now = _time.GetUtcNow();
        ReadAddressWhenDue(now);
        var wake = SaveWhenDue(now);
        if (_view is { Protocols.IsEmpty: false } && _readAddressAt < wake) wake = _readAddressAt;
        foreach (var machine in _machines.Values.ToList())
        {
            if (!machine.IsBusy && machine.Held == Holding.Nothing)
            {
                machine.MustRelease = false;
                if (!machine.IsWanted) _machines.Remove(machine.Wish.Id);
            }

            var (work, at) = WorkPlan.Next(machine, _view, UpnpAllowed);
            if (work == Work.None) continue;
            if (at <= now) Start(machine, work);
            else if (at < wake) wake = at;
        }

        WakeAt(wake, now);
    }

    // A timer takes 49 days at the most, and routers have granted leases of years.
    private void WakeAt(DateTimeOffset wake, DateTimeOffset now)
    {
        var delay = wake > now + LongestSleep ? LongestSleep : wake - now;
        _timer.Change(delay < TimeSpan.Zero ? TimeSpan.Zero : delay, Timeout.InfiniteTimeSpan);
    }

    private PortChoice PortsFor(ForwardMachine machine)
    {
        var claimed = new HashSet<ushort>();
        foreach (var other in _machines.Values.Where(other => other != machine && other.Wish.Transport == machine.Wish.Transport))
        {
            claimed.Add(other.Wish.ExternalPort);
            claimed.Add(other.FirstPort);
        }

        return new PortChoice(machine.FirstPort, claimed);
    }

    private void Start(ForwardMachine machine, Work work)
    {
        machine.Begin(work);
        var (wish, held, ports, view, session) = (machine.Wish, machine.Held, PortsFor(machine), _view, _session);
        var (climber, calls, cancellationToken) = (_climber, _calls, _working);
        _ = Task.Run(
            async () =>
            {
                WorkResult result;
                try
                {
                    result = work switch
                    {
                        Work.Release => await ReleaseAsync(),
                        Work.Climb => new WorkResult.Holds(await climber.ClimbAsync(wish, held.Relay, ports, view!, cancellationToken)),
                        Work.Improve => new WorkResult.Holds(await climber.ImproveAsync(wish, held, ports, view!, cancellationToken)),
                        Work.Verify when view!.Find(held.Mapping!.Via) is { CanRead: true } protocol =>
                            new WorkResult.Verified(await calls.VerifyAsync(protocol, held.Mapping, cancellationToken)),

                        // Where the table cannot be read, asking for the mapping again is the only way to know that it is there.
                        _ => new WorkResult.Renewed(await climber.RenewAsync(wish, held.Mapping!, view!, cancellationToken)),
                    };
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    result = new WorkResult.GivenUp();
                }
                catch (Exception exception)
                {
                    ForwardingLog.WorkFailed(_logger, exception, work, wish.Id);
                    result = new WorkResult.GivenUp();
                }

                Post(new LoopEvent.WorkEnded(machine, session, result));
            },
            CancellationToken.None);

        async Task<WorkResult> ReleaseAsync()
        {
            await climber.ReleaseAsync(held, view, cancellationToken);
            return new WorkResult.Released();
        }
    }

    private void End(LoopEvent.WorkEnded ended)
    {
        var machine = ended.Machine;
        machine.IsBusy = false;
        if (ended.Session != _session)
        {
            // Granted by a router that is the gateway no more: only what stands on this PC is left to give back.
            if (ended.Result is WorkResult.Holds stale) machine.Held = stale.Holding with { Mapping = null };
            if (ended.Result is WorkResult.Released) machine.Held = Holding.Nothing;
            machine.MustRelease = true;
            return;
        }

        var now = _time.GetUtcNow();
        switch (ended.Result)
        {
            case WorkResult.Holds holds:
                machine.Held = holds.Holding;
                Settle(machine, now);
                break;
            case WorkResult.Released:
                machine.Held = Holding.Nothing;
                break;
            case WorkResult.Renewed { Result: { IsGranted: true } granted }:
                machine.Held = machine.Held with { Mapping = granted.Value };
                Keep(machine, granted.Value, now);
                break;
            case WorkResult.Renewed renewed:
                LoseOrRetry(machine, renewed.Result.Refusal!, now);
                break;
            case WorkResult.Verified { Obstacle.Reason: RefusalReason.NoAnswer }:
                machine.VerifyBy(now + RetryTimes.FirstAfterSilence);
                _session?.SearchAgain();
                break;
            case WorkResult.Verified { Obstacle: { } missing }:
                ForwardingLog.MappingVanished(_logger, machine.Wish.Device, machine.Wish.Name, missing.Evidence);
                machine.RestoredAt = now;
                machine.RenewBy(now);
                machine.VerifyBy(now + _settings.Mapping.VerifyInterval);
                break;
            case WorkResult.Verified:
                machine.VerifyBy(now + _settings.Mapping.VerifyInterval);
                break;
            case WorkResult.GivenUp:
                machine.ClimbNotBefore = now + RetryTimes.FirstAfterSilence;
                machine.VerifyBy(machine.Held.IsMapped ? now + RetryTimes.FirstAfterSilence : null);
                machine.ImproveBy(machine.Held.Route == Route.RelayOnly ? now + RetryTimes.FirstAfterSilence : null);
                break;
        }
    }

    // After a climb or an improvement: whatever it holds now, the next look up the ladder has its time.
    private void Settle(ForwardMachine machine, DateTimeOffset now)
    {
        machine.HasClimbed = true;
        machine.Failures = machine.Held.IsMapped && !RetryTimes.MayHeal(machine.Held) ? 0 : machine.Failures + 1;
        machine.ClimbNotBefore = now + RetryTimes.After(machine.Held, machine.Failures - 1);
        var isBest = machine.Held.Route == Route.Direct
            || (machine.Held.Route == Route.Relayed && !Ladder.MayBeDirect(machine.Wish, machine.Placement));
        if (isBest) machine.ImproveAt = null;
        else machine.ImproveBy(now + RetryTimes.After(machine.Held, machine.Failures - 1));
        if (machine.Held.Mapping is { } mapping) Keep(machine, mapping, now);
    }

    private void Keep(ForwardMachine machine, Mapping mapping, DateTimeOffset now)
    {
        machine.RenewTries = 0;
        machine.FirstPort = mapping.ExternalPort;
        machine.RenewBy(LeaseSchedule.NextRenewal(mapping, tries: 0, Random.Shared));
        machine.VerifyBy(now + _settings.Mapping.VerifyInterval);
    }

    private void LoseOrRetry(ForwardMachine machine, Refusal refusal, DateTimeOffset now)
    {
        var mapping = machine.Held.Mapping!;
        machine.RenewTries++;
        if (refusal.Reason is RefusalReason.NoAnswer or RefusalReason.Unexplained && (mapping.ExpiresAt is null || now < mapping.ExpiresAt))
        {
            machine.RenewBy(mapping.Lease is null
                ? now + RetryTimes.FirstAfterSilence
                : Later(LeaseSchedule.NextRenewal(mapping, machine.RenewTries, Random.Shared)!.Value, now + RouterPipelines.FirstRetryDelay));
            machine.VerifyBy(now + _settings.Mapping.VerifyInterval);
            _session?.SearchAgain();
            return;
        }

        // The mapping is gone. A relay goes on for the LAN while the ladder is climbed again; live viewers keep their stream.
        ForwardingLog.MappingLost(_logger, machine.Wish.Device, machine.Wish.Name, refusal.Evidence);
        machine.RenewAt = machine.VerifyAt = null;
        machine.ImproveBy(now);
        machine.ClimbNotBefore = now;
        machine.Held = machine.Held.Relay is null
            ? Holding.Nothing
            : machine.Held with { Route = Route.RelayOnly, Mapping = null, Refusals = [new Attempt(new Rung(machine.Held.Route, mapping.Via), mapping.ExternalPort, refusal)] };
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
