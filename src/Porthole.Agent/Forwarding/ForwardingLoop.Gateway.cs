using Porthole.Agent.History;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <content>What happens to the gateway.</content>
internal sealed partial class ForwardingLoop
{
    private IGatewaySession? _session;
    private GatewayView? _view;
    private DateTimeOffset _lookNotBefore;
    private DateTimeOffset _searchNotBefore;
    private TimeSpan _searchPace = RetryTimes.FirstAfterSilence;
    private bool _isLocated;

    private async Task ChangeGatewayAsync(DefaultGateway? gateway, string why)
    {
        _isLocated = true;
        if (_session is not null)
        {
            await _session.DisposeAsync();
            foreach (var protocol in _view?.Protocols ?? []) _pipelines.Forget(protocol);
        }

        var now = _time.GetUtcNow();
        foreach (var machine in _machines.Values)
        {
            // The old router is out of reach: what it holds for us runs out there, or is closed when it is met again.
            if (machine.Held.Mapping is { } mapping) AddLeftover(machine, mapping, _view?.Gateway, now);
            machine.Why = why;
            LeaveRouter(machine, gateway);
        }

        (_session, _view, _scoutAt) = (null, null, default);
        ForgetAddress();
        ForgetTable();
        _leftovers.Hurry();
        if (gateway is null) return;
        _rungs.Arrive(gateway, now);
        _view = new GatewayView { Gateway = gateway, SearchStartedAt = now, OnlyForAsker = _rungs.OnlyForAsker };
        _session = _openSession(gateway, _settings.Gateway, _memory.Saved);
        _ = ForwardEventsAsync(_session);
        _session.Start();
    }

    private async Task ForwardEventsAsync(IGatewaySession session)
    {
        await foreach (var what in session.Events.ReadAllAsync()) Post(new LoopEvent.GatewayNoticed(session, what));
    }

    private void Notice(GatewayEvent what)
    {
        switch (what)
        {
            case GatewayEvent.ProtocolFound found:
                Take(found.Protocol);
                break;
            case GatewayEvent.ProtocolLost lost:
                ForwardingLog.ProtocolLost(_logger, ProtocolNames.Spoken(lost.Protocol), lost.Evidence);
                if (_view!.Find(lost.Protocol) is { } gone) _pipelines.Forget(gone);
                _view = _view!.Without(lost.Protocol);
                if (lost.SaidGoodbye) HearGoodbye(lost);
                break;
            case GatewayEvent.SearchEnded ended:
                _view = _view! with { SearchEnded = true, Probes = [.. ended.Probes] };
                EndGoodbye(_time.GetUtcNow());
                break;
            case GatewayEvent.Restarted restarted:
                ForwardingLog.RouterRestarted(_logger, restarted.Evidence);
                _publisher.Happened(TransitionKind.Gateway, "router", "Router", "restarted", restarted.Evidence);
                AskForEverythingAnew($"the router restarted ({restarted.Evidence})");
                break;
            case GatewayEvent.Announced or GatewayEvent.MappingsLost:
                LookAtEverythingSoon();
                break;
            case GatewayEvent.EventsMissed:
                LookAtEverythingSoon();
                ReadAddressSoon();
                break;
            case GatewayEvent.ExternalAddressChanged { Address: { } address }:
                HearAddress(address);
                break;
            case GatewayEvent.ExternalAddressChanged:
                ReadAddressSoon();
                break;
            case GatewayEvent.StrangerIgnored stranger:
                _problems.NoteStranger(stranger.Address, stranger.Evidence, _time.GetUtcNow());
                break;
        }
    }

    private void Take(IGatewayProtocol protocol)
    {
        if (_view!.Find(protocol.Kind) is { } known) _pipelines.Forget(known);
        _view = _view.With(protocol);
        ExpectAnswers();
        ReadAddressSoon();
        if (protocol.Router is { } identity) _rungs.Identify(identity);
        _view = _view with { OnlyForAsker = _rungs.OnlyForAsker };
        TryBetterRungs();
        _scoutAt = default;
        _leftovers.Hurry();
        if (protocol.CanRead) SweepAnew();

        // Found anew at another place, as after a reboot: what it granted before may be forgotten.
        var now = _time.GetUtcNow();
        foreach (var machine in _machines.Values.Where(machine => machine.Held.Mapping?.Via == protocol.Kind)) machine.AskAnew(now);
    }

    private void TryBetterRungs()
    {
        // A PC that wakes, or whose clock is set, may have no router yet.
        if (_view is not { } view) return;
        var now = _time.GetUtcNow();
        foreach (var machine in _machines.Values)
        {
            var mayBeDirect = Ladder.MayBeDirect(machine.Wish, machine.Placement);
            var waitsForUpnp = mayBeDirect && UpnpAllowed && view.Find(MappingProtocol.UpnpIgd) is null;

            // A climb that runs knows only the protocols it began with: whatever it comes to, it is looked at again.
            if (machine.IsBusy || machine.Held.Route == Route.RelayOnly || (machine.Held.Route == Route.Relayed && mayBeDirect))
                machine.ImproveBy(waitsForUpnp ? now + Ladder.DirectGrace : now);
            if (machine.Held.Route == Route.None) machine.ClimbNotBefore = default;
        }
    }

    // One search for all forwards, and ever more rarely: each is three dozen packets. A router that comes back announces itself, or
    // answers the next look at what it held.
    private void SearchForTheSilent(DateTimeOffset now)
    {
        if (now < _searchNotBefore) return;
        _session?.SearchAgain();
        _searchNotBefore = now + _searchPace;
        _searchPace = TimeSpan.FromTicks(Math.Min(_searchPace.Ticks * 2, RetryTimes.MostBetweenSearches.Ticks));
    }

    // The router speaks, or everything began anew: the next silence is searched soon.
    private void ExpectAnswers() => (_searchNotBefore, _searchPace) = (default, RetryTimes.FirstAfterSilence);

    // Routers announce themselves ten times within minutes; one look a second is enough for them all.
    private void LookAtEverythingSoon()
    {
        var now = _time.GetUtcNow();
        var at = Later(now, _lookNotBefore);
        _lookNotBefore = at + TimeSpan.FromSeconds(1);
        foreach (var machine in _machines.Values.Where(machine => machine.Held.IsMapped && !machine.IsAskedAnew(now))) machine.VerifyBy(at);
    }

    private void AskForEverythingAnew(string why)
    {
        var now = _time.GetUtcNow();
        foreach (var machine in _machines.Values)
        {
            machine.Why = why;
            if (machine.Held.IsMapped) machine.AskAnew(now);
        }

        TryBetterRungs();
        _scoutAt = default;
        _leftovers.Hurry();
        ReadAddressSoon();
        _session?.SearchAgain();
    }

    // Leases and due times were counted on a clock that is no more, and the router may be another one.
    private void WakeUp(string evidence)
    {
        ForwardingLog.ClockJumped(_logger, evidence);
        _publisher.Happened(TransitionKind.Agent, "this-pc", "This PC", "woke, or its clock was set", evidence);
        var now = _time.GetUtcNow();
        foreach (var machine in _machines.Values)
        {
            machine.ClimbNotBefore = default;
            machine.RenewAt = machine.VerifyAt = machine.ImproveAt = machine.SilentSince = null;
            if (machine.Held.IsMapped) machine.VerifyBy(now + _settings.Mapping.VerifyInterval);

            // A clock that was set back would have the lease end, and be renewed, that much too late where the router is silent now.
            if (machine.Held.Mapping is { } mapping && mapping.GrantedAt > now) machine.Held = machine.Held with { Mapping = mapping with { GrantedAt = now } };
        }

        _lookNotBefore = default;
        ExpectAnswers();
        _tableReadAt = null;
        _memory.Reset();
        _problems.Refresh();
        AskForEverythingAnew("this PC woke, or its clock was set");
        NetworkLookWished?.Invoke(this, EventArgs.Empty);
    }
}
