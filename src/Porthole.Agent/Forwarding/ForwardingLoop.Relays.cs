using Porthole.Agent.Devices;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <content>What happens to the relays: a live viewer loses its picture only where a change leaves no other way.</content>
internal sealed partial class ForwardingLoop
{
    private void SwitchRelay(bool isOn)
    {
        foreach (var machine in _machines.Values.Where(machine => isOn ? machine.Held.Route == Route.None : machine.Held.Relay is not null)) GiveUpRelay(machine);
    }

    /// <summary>Brings a relay up to what was wished while work on it ran.</summary>
    private void BringUpToDate(ForwardMachine machine)
    {
        if (machine.Held.Relay is not { } relay || machine.MustRelease) return;
        if (_settings.Relay.Enabled) relay.Update(RelayKeeper.RouteFor(machine.Wish, relay.Route.Listen, relay.Route.Target));
        else GiveUpRelay(machine);
    }

    private void GiveUpRelay(ForwardMachine machine)
    {
        machine.MustRelease = true;
        machine.Restart();
        machine.Why = _settings.Relay.Enabled ? "the relay was switched on" : "the relay was switched off";
    }

    /// <summary>Lets go of a router that is the gateway no more. Viewers in the house and over a VPN notice nothing where the relay may stay.</summary>
    private static void LeaveRouter(ForwardMachine machine, DefaultGateway? next)
    {
        machine.Restart();
        if (next is not null) machine.Placement = DevicePlacements.Of(machine.Wish, next);
        KeepRelayAlone(machine, next);
    }

    private static void KeepRelayAlone(ForwardMachine machine, DefaultGateway? gateway)
    {
        machine.Held = machine.Held.RelayAlone();
        machine.MustRelease |= !RelayFits(machine, gateway);
    }

    // Without a gateway nothing is known of this PC's address: the cable may be back in a moment.
    private static bool RelayFits(ForwardMachine machine, DefaultGateway? gateway) =>
        gateway is null
        || machine.Held.Relay is not { Route: var route }
        || (route.Listen.Address.Equals(gateway.LocalAddress) && route.Target.Equals(DevicePlacements.RelayTarget(machine.Wish, machine.Placement, gateway)));

    // A list in place of everybody, or the reverse, changes the route, but not of what is relayed already and at rest.
    private static bool StaysRelayed(ForwardMachine machine, WishedForward before) =>
        machine is { IsBusy: false, MustRelease: false, Held.Relay: not null } && LeadsTheSameWay(before with { AllowFrom = machine.Wish.AllowFrom }, machine.Wish);
}
