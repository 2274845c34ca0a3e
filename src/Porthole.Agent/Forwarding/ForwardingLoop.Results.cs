using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <content>What came of the work.</content>
internal sealed partial class ForwardingLoop
{
    /// <summary>A router that brings old entries back from its flash memory does so once, when it restarts.</summary>
    private const int MostTakenBack = 2;

    /// <summary>Two agents that take turns do so within two readbacks, which may be an hour apart; restarts are rarer.</summary>
    private static readonly TimeSpan TakenBackWithin = TimeSpan.FromHours(12);

    private void End(LoopEvent.WorkEnded ended)
    {
        var machine = ended.Machine;
        machine.IsBusy = false;
        EndAsking(machine, ended, _time.GetUtcNow());
        if (ended.Session != _session)
        {
            EndStale(machine, ended);
            return;
        }

        var now = _time.GetUtcNow();
        switch (ended.Result)
        {
            case WorkResult.Holds holds:
                if (holds.Holding.Route < machine.Held.Route && machine.Held.Route != Route.None) machine.Why = "a better way was tried and holds";
                LearnRungs(machine, holds.Holding, now);
                machine.Held = holds.Holding;
                ReadTableAfter(machine.Wish, holds.Holding);
                Settle(machine, now);
                BringUpToDate(machine);
                break;
            case WorkResult.Released released:
                if (released.Left is { } left) AddLeftover(machine, left, _view?.Gateway, now);
                machine.Held = Holding.Nothing;

                // What it came to before is no reason to wait: it may be wished otherwise, or again.
                machine.Restart();
                break;
            case WorkResult.Renewed { Result: { IsGranted: true } granted }:
                if (machine.Held.Mapping!.ExternalPort != granted.Value!.ExternalPort) machine.Why = "the router renewed it with another port";
                machine.Held = machine.Held with { Mapping = granted.Value };
                Keep(machine, granted.Value, now);
                break;
            case WorkResult.Renewed renewed:
                LoseOrRetry(machine, renewed.Result.Refusal!, now);
                break;
            case WorkResult.Verified verified:
                EndVerify(machine, verified.Obstacle, now);
                break;
            case WorkResult.GivenUp:
                machine.ClimbNotBefore = now + RetryTimes.FirstAfterSilence;
                machine.VerifyBy(machine.Held.IsMapped ? now + RetryTimes.FirstAfterSilence : null);
                machine.ImproveBy(machine.Held.Route == Route.RelayOnly ? now + RetryTimes.FirstAfterSilence : null);
                break;
        }
    }

    // Granted under a watch that has ended: what stands on the router is given back when it is met again.
    private void EndStale(ForwardMachine machine, LoopEvent.WorkEnded ended)
    {
        var mapping = ended.Result switch
        {
            WorkResult.Holds holds => holds.Holding.Mapping,
            WorkResult.Renewed { Result.IsGranted: true } renewed => renewed.Result.Value,
            WorkResult.Released released => released.Left,
            _ => null,
        };
        if (mapping is not null) AddLeftover(machine, mapping, ended.Session?.Gateway, _time.GetUtcNow());
        if (ended.Result is WorkResult.Holds stale) machine.Held = stale.Holding;
        if (ended.Result is WorkResult.Released) machine.Held = Holding.Nothing;
        KeepRelayAlone(machine, _view?.Gateway);
        BringUpToDate(machine);
    }

    private void EndVerify(ForwardMachine machine, Refusal? obstacle, DateTimeOffset now)
    {
        switch (obstacle)
        {
            case null:
                machine.Doubt = Doubt.None;
                machine.SilentSince = null;
                ExpectAnswers();
                machine.VerifyBy(now + _settings.Mapping.VerifyInterval);
                break;
            case { Reason: RefusalReason.NoAnswer } when IsSilentForALease(machine, now):
                Lose(machine, obstacle, now);
                break;
            case { Reason: RefusalReason.NoAnswer }:
                machine.SilentSince ??= now;
                machine.VerifyBy(now + RetryTimes.FirstAfterSilence);
                SearchForTheSilent(now);
                break;
            case { Holder: { } holder } when !_tag.IsOn(holder):
                GiveWay(machine, obstacle, now);
                break;
            case not null when machine.IsAskedAnew(now):
                // The router restarted meanwhile: nothing else was to be expected, and it is asked for in a moment.
                break;
            case { Holder: { } holder } when IsOfACopy(machine, holder, now):
                GiveWay(machine, obstacle, now);
                break;
            default:
                ForwardingLog.MappingVanished(_logger, machine.Wish.Device, machine.Wish.Name, obstacle.Evidence);
                machine.Why = $"the mapping had vanished from the router and was asked for again ({obstacle.Evidence})";
                machine.RestoredAt = now;
                machine.RenewBy(now);
                machine.VerifyBy(now + _settings.Mapping.VerifyInterval);
                break;
        }
    }

    // Some routers let anybody overwrite a mapping. Taking it back would make two agents fight over it for ever: the later one has it.
    private void GiveWay(ForwardMachine machine, Refusal obstacle, DateTimeOffset now)
    {
        machine.GaveWayTo = obstacle.Holder;
        machine.KeepTo(PortsFor(machine, ClaimedPorts()).Sequence.Skip(1).FirstOrDefault(machine.FirstPort), relay: null);
        Lose(machine, obstacle, now);
    }

    /// <summary>
    /// Whether an entry with our tag belongs to another PC, on which a copy of this one's disk or state folder runs: nobody but a living
    /// agent writes it anew behind each time that it was taken back. From then on this agent has a tag of its own, so that the two are
    /// strangers, and each forward that meets the other's entry gives way at once.
    /// </summary>
    private bool IsOfACopy(ForwardMachine machine, TableEntry holder, DateTimeOffset now)
    {
        if (now - machine.TakenBackSince > TakenBackWithin) (machine.TakenBackSince, machine.TakenBack) = (now, 0);
        if (machine.TakenBack++ < MostTakenBack) return false;
        ForwardingLog.TagOfACopy(_logger, $"{holder.InternalAddress}:{holder.InternalPort}", holder.ExternalPort);
        _tag.Renew();
        (_calls, _climber) = Equip(_settings);
        return true;
    }

    // After a climb or an improvement: whatever it holds now, the next look up the ladder has its time.
    private void Settle(ForwardMachine machine, DateTimeOffset now)
    {
        machine.HasClimbed = true;
        machine.KeepTo(external: null, (ushort?)machine.Held.Relay?.LocalEndPoint.Port);
        machine.Failures = machine.Held.IsMapped && !RetryTimes.MayHeal(machine.Held) ? 0 : machine.Failures + 1;
        machine.ClimbNotBefore = now + RetryTimes.After(machine.Held, machine.Failures - 1);
        var isBest = _view is not null && !Ladder.For(machine.Wish, machine.Placement, _view, _settings.Relay.Enabled).Any(rung => rung.Route < machine.Held.Route && rung.Protocol is not null);
        if (isBest) machine.ImproveAt = null;
        else machine.ImproveBy(now + RetryTimes.After(machine.Held, machine.Failures - 1));
        if (machine.Held.Mapping is { } mapping) Keep(machine, mapping, now);
    }

    private void LearnRungs(ForwardMachine machine, Holding holding, DateTimeOffset now)
    {
        if (_view is null || machine.Placement != DevicePlacement.BehindTheRouter) return;
        var knewNothing = _view.OnlyForAsker.IsEmpty;
        var opened = _rungs.Learn(machine.Held, holding);
        _view = _view with { OnlyForAsker = _rungs.OnlyForAsker };
        if (knewNothing && !_view.OnlyForAsker.IsEmpty) _scoutAt = now + RetryTimes.BetterRung;
        if (opened) TryBetterRungs();
    }

    private void Keep(ForwardMachine machine, Mapping mapping, DateTimeOffset now)
    {
        machine.RenewTries = 0;
        machine.SilentSince = null;
        machine.Doubt = Doubt.None;
        machine.KeepTo(mapping.ExternalPort, relay: null);
        machine.RenewBy(LeaseSchedule.NextRenewal(mapping, tries: 0, Random.Shared));
        machine.VerifyBy(now + _settings.Mapping.VerifyInterval);
    }

    private void LoseOrRetry(ForwardMachine machine, Refusal refusal, DateTimeOffset now)
    {
        var mapping = machine.Held.Mapping!;
        machine.RenewTries++;
        var isElsewhere = machine.Doubt == Doubt.Gone && _view is { Protocols.IsEmpty: false };
        if (isElsewhere || refusal.Reason is not (RefusalReason.NoAnswer or RefusalReason.Unexplained) || now >= mapping.ExpiresAt || IsSilentForALease(machine, now))
        {
            Lose(machine, refusal, now);
            return;
        }

        machine.SilentSince ??= now;
        machine.RenewBy(mapping.Lease is null
            ? now + RetryTimes.FirstAfterSilence
            : Later(LeaseSchedule.NextRenewal(mapping, machine.RenewTries, Random.Shared)!.Value, now + RouterPipelines.FirstRetryDelay));
        machine.VerifyBy(now + _settings.Mapping.VerifyInterval);
        SearchForTheSilent(now);
    }

    // A lease ends by itself. A permanent mapping is held for gone after as long a silence, so that another way is tried.
    private bool IsSilentForALease(ForwardMachine machine, DateTimeOffset now) =>
        machine.Held.Mapping is { Lease: null } && now - machine.SilentSince >= _settings.Mapping.Lease;

    // The mapping is gone. A relay goes on for the LAN while the ladder is climbed again; live viewers keep their stream.
    private void Lose(ForwardMachine machine, Refusal refusal, DateTimeOffset now)
    {
        var (mapping, route) = (machine.Held.Mapping!, machine.Held.Route);
        ForwardingLog.MappingLost(_logger, machine.Wish.Device, machine.Wish.Name, refusal.Evidence);
        machine.Why = $"the router did not keep it ({refusal.Evidence})";

        // A router that refuses to renew may hold the entry until its lease ends.
        AddLeftover(machine, mapping, _view?.Gateway, now);
        machine.RenewAt = machine.VerifyAt = null;
        machine.Doubt = Doubt.None;
        machine.ImproveBy(now);
        machine.ClimbNotBefore = now;
        machine.Held = machine.Held.WithoutMapping();
        if (machine.Held.Relay is not null) machine.Held = machine.Held with { Refusals = [new Attempt(new Rung(route, mapping.Via), mapping.ExternalPort, refusal)] };
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
