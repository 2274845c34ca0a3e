using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>
/// Moves a forward from the relayed rung to the direct one on the same external port, so that an address given to a phone
/// stays good. A router holds one entry a port: where it lets the entry be replaced, the port is never closed; where it does
/// not, the old entry goes one call before the new one comes, and comes back when the new one is refused after all.
/// </summary>
internal sealed class RungExchange(RouterCalls calls)
{
    /// <param name="forward">The forward's identity.</param>
    /// <param name="held">The relayed forward; its relay listens until the direct mapping holds.</param>
    /// <param name="rung">The direct rung, proven on another port.</param>
    /// <param name="protocol">The protocol of the direct rung.</param>
    /// <param name="holder">The protocol that holds the relayed mapping; null when it does not answer any more.</param>
    /// <param name="direct">The mapping wished for, on the external port held.</param>
    /// <param name="cancellationToken">Ends it between two calls; the agent stops.</param>
    public async Task<Holding> ToDirectAsync(
        string forward,
        Holding held,
        Rung rung,
        IGatewayProtocol protocol,
        IGatewayProtocol? holder,
        MappingRequest direct,
        CancellationToken cancellationToken)
    {
        var old = held.Mapping!;
        GatewayResult<Mapping> result = new Refusal(RefusalReason.Conflict, "the port is held by the relayed mapping");

        // Two protocols may keep two books of one port: what the other one wrote must be gone first.
        if (old.Via == rung.Protocol) result = await calls.OpenAsync(forward, protocol, direct, cancellationToken);
        if (!result.IsGranted && result.Refusal.Reason != RefusalReason.NoAnswer)
        {
            if (holder is not null) await calls.UnmapAsync(holder, old, cancellationToken);
            result = await calls.OpenAsync(forward, protocol, direct, cancellationToken);
            if (!result.IsGranted) return await GoBackAsync(forward, held, new Attempt(rung, direct.ExternalPort, result.Refusal), holder, direct, cancellationToken);
        }

        if (!result.IsGranted) return held with { Refusals = [new Attempt(rung, direct.ExternalPort, result.Refusal)] };

        // Viewers on the relay have its time to drain; new ones come in by the direct way already.
        if (held.Relay is not null) await held.Relay.DisposeAsync();
        return new Holding { Route = Route.Direct, Mapping = result.Value };
    }

    private async Task<Holding> GoBackAsync(string forward, Holding held, Attempt refused, IGatewayProtocol? holder, MappingRequest direct, CancellationToken cancellationToken)
    {
        GatewayResult<Mapping> back = new Refusal(RefusalReason.NoAnswer, "the protocol of the relayed mapping does not answer any more");
        if (holder is not null) back = await calls.OpenAsync(forward, holder, direct with { Internal = held.Mapping!.Internal }, cancellationToken);
        return back.IsGranted
            ? held with { Mapping = back.Value, Refusals = [refused] }
            : held with { Route = Route.RelayOnly, Mapping = null, Refusals = [refused, new Attempt(new Rung(Route.Relayed, held.Mapping!.Via), direct.ExternalPort, back.Refusal)] };
    }
}
