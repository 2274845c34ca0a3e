using Porthole.Agent.Forwarding;
using Porthole.Relay;

namespace Porthole.Agent.Connections;

/// <summary>Carries what the relays notice to the loop, and connections that ended to their log.</summary>
internal sealed class RelayWatch(IRelayHost host, ForwardingLoop loop, ConnectionLog log)
{
    public async Task RunAsync(CancellationToken stopping)
    {
        await foreach (var what in host.Events.ReadAllAsync(stopping))
        {
            if (what is RelayEvent.SessionEnded ended) log.Add(ConnectionRecord.From(ended.RouteId, ended.Session, ended.Reason));
            else loop.Post(new LoopEvent.RelayNoticed(what));
        }
    }
}
