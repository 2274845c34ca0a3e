using Porthole.Agent.Hosting;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>Watches which router holds the default route and tells the loop of every change.</summary>
internal sealed class GatewayKeeper(ForwardingLoop loop, AgentSetup setup, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var watcher = new NetworkWatcher(() => setup.Locate(setup.Settings.Gateway), time);
        loop.Post(new LoopEvent.GatewayLocated(watcher.Current));
        await foreach (var gateway in watcher.Changes.ReadAllAsync(stoppingToken)) loop.Post(new LoopEvent.GatewayLocated(gateway));
    }
}
