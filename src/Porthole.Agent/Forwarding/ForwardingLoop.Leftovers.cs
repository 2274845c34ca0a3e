using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <content>A leftover of our own is taken over or closed, and never dodged.</content>
internal sealed partial class ForwardingLoop
{
    /// <summary>Closes what nobody wishes any more, unless a forward has taken it over or is about to.</summary>
    private void CloseLeftovers(DateTimeOffset now)
    {
        if (_leftovers.Entries.IsEmpty) return;
        var held = _machines.Values.Select(machine => machine.Held.Mapping).OfType<Mapping>().ToList();
        var (ports, targets) = (held.Select(mapping => (mapping.Transport, mapping.ExternalPort)).ToHashSet(), held.Select(mapping => (mapping.Transport, mapping.Internal.ToString())).ToHashSet());
        WakeBy(_leftovers.Tidy(leftover => leftover.IsOneAPort ? ports.Contains((leftover.Transport, leftover.External)) : targets.Contains((leftover.Transport, leftover.Internal)), now));
        if (_leftovers.Entries.IsEmpty || _view is not { Protocols.IsEmpty: false } view) return;
        var claimed = _machines.Values
            .Where(machine => machine.IsBusy || (!machine.IsLeaving && !machine.Held.IsMapped))
            .SelectMany(machine => machine.ClaimOn(view, _settings.Relay.Enabled).Renews)
            .ToHashSet();
        while (_leftovers.Begin(view, leftover => claimed.Contains(Claim.KeyOf(leftover)), now) is { } leftover) Close(leftover, view.Find(leftover.Via)!);
    }

    /// <summary>
    /// Whether a climb has to wait: until a leftover of ours on a port that it may ask for was asked to go, or until another forward
    /// has given back such a port. Asked at once the router would say that the port is taken, and the forward would move to another.
    /// </summary>
    private bool MustWaitForAPort(ForwardMachine machine, DateTimeOffset now)
    {
        if (_machines.Values.Any(other => other.IsLeaving && other.Wish.Transport == machine.Wish.Transport && HoldsAPortOf(machine, other))) return true;
        if (_leftovers.Entries.IsEmpty) return false;
        var claim = machine.ClaimOn(_view!, _settings.Relay.Enabled);
        if (UpnpAllowed && _leftovers.AwaitUpnp(_view!, claim.Concerns)) return true;
        var upnpComesBy = UpnpAllowed && !_view!.SearchEnded ? _view.SearchStartedAt + Ladder.DirectGrace : now;
        var isInTheWay = _leftovers.StandInTheWay(_view!, leftover => claim.IsBlockedBy(leftover), upnpMayCome: now < upnpComesBy, now);
        if (isInTheWay && now < upnpComesBy) WakeBy(upnpComesBy);
        return isInTheWay;
    }

    private static bool HoldsAPortOf(ForwardMachine machine, ForwardMachine other) =>
        (other.IsBusy && other.FirstPort == machine.FirstPort)
        || other.Held.Mapping?.ExternalPort == machine.FirstPort
        || other.Held.Relay?.LocalEndPoint.Port == machine.RelayPort;
}
