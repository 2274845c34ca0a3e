using Porthole.Agent.Settings;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <content>
/// A router's goodbye. Daemons that end in good order remove what they made, so what it holds is in doubt at once, and shown so.
/// Nothing is given back: a router that only restarts is asked for the same again, and the address given to a phone stays good.
/// </content>
internal sealed partial class ForwardingLoop
{
    private bool _saidGoodbye;

    private void HearGoodbye(GatewayEvent.ProtocolLost lost)
    {
        _saidGoodbye = true;
        foreach (var machine in _machines.Values.Where(machine => machine.Held.Mapping?.Via == lost.Protocol))
        {
            machine.Doubt = Doubt.Asking;
            machine.Why = $"the router took its leave ({lost.Evidence})";
        }
    }

    // The search that followed has run its time: what did not come back by then is off for longer than a restart takes.
    private void EndGoodbye(DateTimeOffset now)
    {
        if (!_saidGoodbye) return;
        _saidGoodbye = false;
        foreach (var machine in _machines.Values.Where(machine => machine.Held.Mapping is { } mapping && _view!.Find(mapping.Via) is null))
        {
            // Another protocol may open it; without any there is nothing to climb.
            if (_view!.Protocols.IsEmpty || machine.IsBusy) machine.Doubt = Doubt.Gone;
            else Lose(machine, new Refusal(RefusalReason.NoAnswer, $"{ProtocolNames.Spoken(machine.Held.Mapping!.Via)}: the router took its leave"), now);
        }
    }
}
