using Porthole.Relay;

namespace Porthole.Agent.Forwarding;

/// <summary>Carries what the relays notice to the loop.</summary>
internal sealed class RelayListenerEvents(IRelayHost host, ForwardingLoop loop) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var what in host.Events.ReadAllAsync(stoppingToken)) loop.Post(new LoopEvent.RelayNoticed(what));
    }
}
