using Porthole.Agent.Hosting;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>Watches which router holds the default route and tells the loop of every change.</summary>
internal sealed class GatewayKeeper(ForwardingLoop loop, AgentSetup setup, TimeProvider time)
{
    public async Task RunAsync(CancellationToken stopping)
    {
        await using var watcher = new NetworkWatcher(() => setup.Locate(loop.Settings.Gateway), time);
        loop.Post(new LoopEvent.GatewayLocated(watcher.Current));
        void LookAgain(object? sender, EventArgs arguments) => watcher.Look();
        loop.NetworkLookWished += LookAgain;
        try
        {
            await foreach (var gateway in watcher.Changes.ReadAllAsync(stopping)) loop.Post(new LoopEvent.GatewayLocated(gateway));
        }
        finally
        {
            loop.NetworkLookWished -= LookAgain;
        }
    }
}
