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
            if (!TryLog(what)) loop.Post(new LoopEvent.RelayNoticed(what));
        }
    }

    /// <summary>Takes what is left when the relays have stopped: the connections that the stop itself ended.</summary>
    public void Finish()
    {
        while (host.Events.TryRead(out var what)) TryLog(what);
    }

    private bool TryLog(RelayEvent what)
    {
        if (what is not RelayEvent.SessionEnded ended) return false;
        log.Add(ConnectionRecord.From(ended.RouteId, ended.Session, ended.Reason));
        return true;
    }
}
