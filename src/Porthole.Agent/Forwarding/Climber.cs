using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>Takes one forward up or down the ladder: asks rung after rung until one holds. Runs beside the loop and decides nothing the loop does not see.</summary>
internal sealed class Climber(RouterCalls calls, RelayKeeper relays, ClimbOptions options, Action<Mapping> leave)
{
    private readonly RungExchange _exchange = new(calls);

    /// <summary>Climbs from the ground: the first rung that holds wins. A relay that listens already is used again.</summary>
    public async Task<Holding> ClimbAsync(WishedForward wish, Holding before, PortChoice ports, GatewayView view, CancellationToken cancellationToken)
    {
        var placement = DevicePlacements.Of(wish, view.Gateway);
        var refusals = ImmutableArray.CreateBuilder<Attempt>();
        refusals.AddRange(Ladder.LeftOut(wish, placement, view));
        var held = before.RelayAlone();
        try
        {
            foreach (var rung in Ladder.For(wish, placement, view, options.RelayEnabled))
            {
                if (rung.Route != Route.Direct && held.Relay is null)
                {
                    var target = DevicePlacements.RelayTarget(wish, placement, view.Gateway);
                    var (listener, obstacle) = relays.Start(wish, ports, target, view.Gateway.LocalAddress);
                    held = held with { Relay = listener, RelayObstacle = obstacle };
                    if (listener is null) break;
                }

                if (rung.Protocol is not { } kind) return held with { Route = Route.RelayOnly, Refusals = refusals.ToImmutable() };
                var inner = rung.Route == Route.Direct ? DirectTarget(wish, view.Gateway) : held.Relay!.LocalEndPoint;
                var mapping = await MapAsync(rung, view.Find(kind)!, wish, ports, inner, refusals, cancellationToken);
                if (mapping is null) continue;
                if (rung.Route == Route.Direct && held.Relay is { } idle)
                {
                    await idle.DisposeAsync();
                    held = Holding.Nothing;
                }

                return held with { Route = rung.Route, Mapping = mapping, Refusals = refusals.ToImmutable() };
            }

            return held with { Refusals = refusals.ToImmutable() };
        }
        catch when (held.Relay is not null && held.Relay != before.Relay)
        {
            // Nobody would know of this listener once the work has been given up.
            await held.Relay.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Tries rungs above the one held. A direct rung is first proven on a port of its own, so that a router which
    /// still refuses costs the present route nothing.
    /// </summary>
    public async Task<Holding> ImproveAsync(WishedForward wish, Holding held, PortChoice ports, GatewayView view, CancellationToken cancellationToken)
    {
        var placement = DevicePlacements.Of(wish, view.Gateway);
        var refusals = ImmutableArray.CreateBuilder<Attempt>();
        refusals.AddRange(Ladder.LeftOut(wish, placement, view));
        foreach (var rung in Ladder.For(wish, placement, view, options.RelayEnabled).Where(rung => rung.Route < held.Route && rung.Protocol is not null))
        {
            var protocol = view.Find(rung.Protocol!.Value)!;
            if (rung.Route != Route.Direct)
            {
                if (await MapAsync(rung, protocol, wish, ports, held.Relay!.LocalEndPoint, refusals, cancellationToken) is { } mapping)
                    return held with { Route = Route.Relayed, Mapping = mapping, Refusals = refusals.ToImmutable() };
                continue;
            }

            var obstacle = await ProveDirectAsync(wish, protocol, view.Gateway, cancellationToken);
            if (obstacle is not null) refusals.Add(new Attempt(rung, ports.First, obstacle));
            else if (held.Mapping is null) return await ClimbAsync(wish, held, ports, view, cancellationToken);
            else return await _exchange.ToDirectAsync(wish.Id, held, rung, protocol, view.Find(held.Mapping.Via), Request(wish, DirectTarget(wish, view.Gateway), held.Mapping.ExternalPort), cancellationToken);
        }

        return refusals.Count == 0 ? held : held with { Refusals = refusals.ToImmutable() };
    }

    /// <summary>What the router's table shows beside a forward's mapping.</summary>
    public string DescriptionFor(WishedForward wish) => options.DescriptionFor(wish);

    /// <summary>What a climb that begins on a rung asks for first.</summary>
    public RememberedForward FirstRequest(WishedForward wish, Route route, MappingProtocol via, ushort externalPort, ushort relayPort, DefaultGateway gateway) =>
        RememberedForward.AskedFor(via, Request(wish, route == Route.Direct ? DirectTarget(wish, gateway) : new IPEndPoint(gateway.LocalAddress, relayPort), externalPort));

    /// <summary>Asks for the same mapping again, which renews it.</summary>
    public Task<GatewayResult<Mapping>> RenewAsync(WishedForward wish, Mapping mapping, GatewayView view, CancellationToken cancellationToken) =>
        view.Find(mapping.Via) is { } protocol
            ? calls.MapAsync(protocol, Request(wish, mapping.Internal, mapping.ExternalPort), cancellationToken)
            : Task.FromResult<GatewayResult<Mapping>>(new Refusal(RefusalReason.NoAnswer, $"{ProtocolNames.Spoken(mapping.Via)} does not answer any more"));

    /// <summary>Gives back what a forward holds: the mapping first, so that nobody is led to a closed door.</summary>
    /// <returns>The mapping that may still stand, because the router did not say that it is gone; null when nothing is left.</returns>
    public async Task<Mapping?> ReleaseAsync(Holding held, GatewayView? view, CancellationToken cancellationToken)
    {
        var isLeft = held.Mapping is not null;
        try
        {
            if (held.Mapping is { } mapping && view?.Find(mapping.Via) is { } protocol)
                isLeft = !(await calls.UnmapAsync(protocol, mapping, cancellationToken)).IsGranted;
        }
        finally
        {
            if (held.Relay is not null) await held.Relay.DisposeAsync();
        }

        return isLeft ? held.Mapping : null;
    }

    private async Task<Mapping?> MapAsync(
        Rung rung,
        IGatewayProtocol protocol,
        WishedForward wish,
        PortChoice ports,
        IPEndPoint inner,
        ImmutableArray<Attempt>.Builder refusals,
        CancellationToken cancellationToken)
    {
        var isForbidden = false;
        foreach (var port in ports.Sequence)
        {
            var result = await calls.OpenAsync(wish.Id, protocol, Request(wish, inner, port), cancellationToken);
            if (result.Refusal is { Reason: RefusalReason.SamePortRequired } && inner.Port != port)
            {
                refusals.Add(new Attempt(rung, port, result.Refusal));
                result = await calls.OpenAsync(wish.Id, protocol, Request(wish, inner, (ushort)inner.Port), cancellationToken);
            }

            if (result.IsGranted) return result.Value;
            refusals.Add(new Attempt(rung, port, result.Refusal));

            // A port that somebody else holds is a reason to try another one; so is the first one forbidden, which may be that
            // of a service of the router's own (Open.NAT#69). After a second one forbidden it is not the port that is the matter.
            var mayBeThePort = result.Refusal.Reason == RefusalReason.PortForbidden && port >= ExternalPorts.FirstUnprivileged && !isForbidden;
            if (result.Refusal.Reason != RefusalReason.Conflict && !mayBeThePort) return null;
            isForbidden |= mayBeThePort;
        }

        return null;
    }

    private async Task<Refusal?> ProveDirectAsync(WishedForward wish, IGatewayProtocol protocol, DefaultGateway gateway, CancellationToken cancellationToken)
    {
        var port = (ushort)Random.Shared.Next(options.ProofPorts.First, options.ProofPorts.Last + 1);
        var request = Request(wish, DirectTarget(wish, gateway), port) with { Lease = options.ProofLease };
        var proof = await calls.OpenAsync(wish.Id, protocol, request, cancellationToken);
        if (proof.IsGranted && !(await calls.UnmapAsync(protocol, proof.Value, cancellationToken)).IsGranted) leave(proof.Value);
        return proof.Refusal;
    }

    /// <summary>Where a direct mapping leads.</summary>
    public static IPEndPoint DirectTarget(WishedForward wish, DefaultGateway gateway) => new(wish.Address ?? gateway.LocalAddress, wish.InternalPort);

    private MappingRequest Request(WishedForward wish, IPEndPoint inner, ushort externalPort) => new()
    {
        Transport = wish.Transport,
        Internal = inner,
        ExternalPort = externalPort,
        Lease = options.Lease,
        Description = options.DescriptionFor(wish),
    };
}

/// <summary>What climbing needs to know of the settings.</summary>
internal sealed record ClimbOptions
{
    public required TimeSpan Lease { get; init; }

    public required bool RelayEnabled { get; init; }

    /// <summary>Tells this agent's mappings from those of another Porthole on the same LAN.</summary>
    public required string Mark { get; init; }

    /// <summary>The dynamic range of RFC 6335, where a wished port is unlikely.</summary>
    public (int First, int Last) ProofPorts { get; } = (49152, 65535);

    /// <summary>Long enough to be removed again by hand; if that fails the router forgets it soon by itself.</summary>
    public TimeSpan ProofLease { get; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// What the router's table shows beside the mapping. ASCII only, and 28 characters at the most: longer ones are cut by
    /// some routers (Mono.Nat), so the tag stands in front.
    /// </summary>
    public string DescriptionFor(WishedForward wish)
    {
        var text = $"{Mark} {wish.Id}";
        return string.Concat(text.Take(28).Select(character => char.IsAscii(character) ? character : '_'));
    }
}
