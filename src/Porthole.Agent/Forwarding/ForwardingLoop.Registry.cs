using System.Collections.Immutable;
using Porthole.Agent.Devices;
using Porthole.Agent.Devices.Identity;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Forwarding;

/// <content>Wished against actual: what did not change is not touched.</content>
internal sealed partial class ForwardingLoop
{
    private async Task ApplyAsync(PortholeSettings settings)
    {
        var before = _settings;
        Volatile.Write(ref _settings, settings);
        if (before.Mapping != settings.Mapping || before.Relay.Enabled != settings.Relay.Enabled) (_calls, _climber) = Equip(settings);
        if (before.Relay != settings.Relay) _relayHost.Update(RelayLimits.From(settings.Relay));
        Adopt(settings.Devices);
        if (before.Relay.Enabled != settings.Relay.Enabled) SwitchRelay(settings.Relay.Enabled);
        if (before.Mapping.VerifyInterval != settings.Mapping.VerifyInterval) VerifyByNewInterval();
        if (before.Gateway == settings.Gateway) return;

        // The same router may be asked by other protocols now, and another one may be wished.
        await ChangeGatewayAsync(_view?.Gateway, "the settings of the router changed");
        NetworkLookWished?.Invoke(this, EventArgs.Empty);
    }

    private (RouterCalls Calls, Climber Climber) Equip(PortholeSettings settings)
    {
        // The old calls are left to work that still runs with them.
        var calls = new RouterCalls(_pipelines, settings.Mapping.Concurrency, WriteDownAsync);
        var options = new ClimbOptions { Lease = settings.Mapping.Lease, RelayEnabled = settings.Relay.Enabled, Mark = _tag.Mark };
        return (calls, new Climber(calls, _relays, options, mapping => Post(new LoopEvent.MappingLeft(mapping))));
    }

    private void Adopt(ImmutableArray<DeviceSettings> devices)
    {
        var wishes = _whereabouts.Apply(WishedForwards.From(devices));
        var wished = wishes.Select(wish => wish.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var machine in _machines.Values.Where(machine => !wished.Contains(machine.Wish.Id))) machine.IsWanted = false;
        foreach (var wish in wishes)
        {
            if (_machines.TryGetValue(wish.Id, out var machine)) Change(machine, wish);
            else Add(wish);
        }
    }

    private void Add(WishedForward wish)
    {
        var machine = new ForwardMachine(wish);
        if (_isLocated) machine.Why = "registered";
        if (_view is not null) machine.Placement = DevicePlacements.Of(wish, _view.Gateway);
        _machines.Add(wish.Id, machine);
    }

    private void Change(ForwardMachine machine, WishedForward wish)
    {
        machine.IsWanted = true;
        if (machine.Wish == wish) return;
        var before = machine.Wish;
        machine.Wish = wish;
        if (_view is not null) machine.Placement = DevicePlacements.Of(wish, _view.Gateway);
        if (LeadsTheSameWay(before, wish) || StaysRelayed(machine, before))
        {
            if (before.AllowFrom.HasValue != wish.AllowFrom.HasValue) machine.ImproveBy(_time.GetUtcNow());
            BringUpToDate(machine);
            return;
        }

        // A device that only moved, or was paused, keeps the port that a conflict led to: the address given to a phone stays good.
        if ((before.Transport, before.ExternalPort) != (wish.Transport, wish.ExternalPort)) machine.ForgetPorts();
        machine.Answer = null;
        if (!machine.IsBusy) _asked.End(wish.Id);
        machine.MustRelease = true;
        machine.Restart();
        machine.Why = Reason(before, wish);
    }

    private static string Reason(WishedForward before, WishedForward wish) => wish.Standing switch
    {
        _ when before.IsPaused != wish.IsPaused => wish.IsPaused ? "the device was paused" : "the device was resumed",
        _ when before.Standing == wish.Standing => "its settings changed",
        DeviceStanding.Displaced displaced => $"{displaced.Address} answers with the MAC address {displaced.Seen} instead of {displaced.Mac}",
        DeviceStanding.Followed followed => $"the device was found at {followed.Address} by its MAC address",
        _ => "the device is back where the settings say",
    };

    // A list in place of everybody, or the reverse, changes the route; another list only changes who is let in.
    private static bool LeadsTheSameWay(WishedForward one, WishedForward other) =>
        (one.Transport, one.InternalPort, one.ExternalPort, one.Route, one.IsPaused) == (other.Transport, other.InternalPort, other.ExternalPort, other.Route, other.IsPaused)
        && Equals(one.Address, other.Address)
        && one.IsDisplaced == other.IsDisplaced
        && one.AllowFrom.HasValue == other.AllowFrom.HasValue;

    // Somebody has changed something and does not want to wait for the next look.
    private void Retry(ForwardMachine machine)
    {
        var now = _time.GetUtcNow();
        machine.Failures = 0;
        machine.ClimbNotBefore = default;
        machine.Why = "somebody asked for it to be tried again";
        if (machine.Held.IsMapped) machine.RenewBy(now);
        if (machine.Held.Route is Status.Route.RelayOnly or Status.Route.Relayed) machine.ImproveBy(now);
        _scoutAt = default;
        _session?.SearchAgain();
    }

    private void VerifyByNewInterval()
    {
        var at = _time.GetUtcNow() + _settings.Mapping.VerifyInterval;
        foreach (var machine in _machines.Values.Where(machine => machine.Held.IsMapped)) machine.VerifyBy(at);
        _readAddressAt = at < _readAddressAt ? at : _readAddressAt;
    }
}
