using Porthole.Relay;

namespace Porthole.Agent.Forwarding;

/// <summary>Carries what the relays notice to the loop.</summary>
internal sealed class RelayListenerEvents(IRelayHost host, ForwardingLoop loop)
{
    public async Task RunAsync(CancellationToken stopping)
    {
        await foreach (var what in host.Events.ReadAllAsync(stopping)) loop.Post(new LoopEvent.RelayNoticed(what));
    }
}
