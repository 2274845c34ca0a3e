using System.Net;
using System.Net.Sockets;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping.Pcp;

/// <summary>Asks the gateway by PCP.</summary>
internal sealed class PcpProtocol(
    DefaultGateway gateway, Exchange<PcpResponse> exchange, PcpNonces nonces, PcpExternalAddress address, TimeProvider time)
    : IGatewayProtocol
{
    private volatile bool _refusesOthers;
    private volatile bool _grantedSelf;
    private volatile bool _grantedOthers;

    public MappingProtocol Kind => MappingProtocol.Pcp;

    public string Name => "pcp";

    public RouterIdentity? Router => null;

    public bool CanMapForOthers => !_refusesOthers;

    public bool CanRead => false;

    public async ValueTask<GatewayResult<Mapping>> MapAsync(MappingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Internal.AddressFamily != AddressFamily.InterNetwork)
            return new Refusal(RefusalReason.Unsupported, $"{request.Internal} is no IPv4 address; only those are mapped");
        var wish = new Wish(request.Transport, request.Internal, request.ExternalPort, Seconds(request.Lease), request.ExactPort);
        var outcome = await AskAsync(wish, cancellationToken);

        // A server without PREFER_FAILURE (RFC 6887, 13.2): the port is asked for plainly, and given back below if another came.
        if (wish.PreferFailure && outcome.Reply?.Result == PcpResultCode.UnsuppOption)
            outcome = await AskAsync(wish = wish with { PreferFailure = false }, cancellationToken);

        // Some gateways say NO_RESOURCES of a port that is taken (bitcoin/bitcoin#30043): any other would do.
        if (!request.ExactPort && outcome.Reply?.Result == PcpResultCode.NoResources)
            outcome = await AskAsync(wish with { ExternalPort = 0 }, cancellationToken);

        return await GrantedAsync(request, wish, outcome, cancellationToken);
    }

    public async ValueTask<GatewayResult<Done>> UnmapAsync(Mapping mapping, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        var wish = Wish.Removal(mapping.Transport, mapping.Internal);
        var outcome = await AskAsync(wish, cancellationToken);
        // miniupnpd 2.3.1 says NO_RESOURCES of a mapping that is not there (pcpserver.c, DeletePCPMap).
        if (outcome.Reply?.Result == PcpResultCode.NoResources)
            return default(Done);
        return Refused(wish, outcome) is { } refusal ? refusal : default(Done);
    }

    public ValueTask<GatewayResult<IPAddress>> GetExternalAddressAsync(CancellationToken cancellationToken) =>
        address.AskAsync(AskAsync, Refused, cancellationToken);

    public ValueTask<GatewayResult<TableEntry>> ReadAsync(
        Transport transport, ushort externalPort, CancellationToken cancellationToken) => new(CannotRead);

    public ValueTask<GatewayResult<IReadOnlyList<TableEntry>>> ListAsync(CancellationToken cancellationToken) => new(CannotRead);

    /// <summary>Forgets what the gateway refused before: a new search may find it with other settings.</summary>
    public void ForgetRefusals() => (_refusesOthers, _grantedOthers) = (false, false);

    private static Refusal CannotRead => new(RefusalReason.Unsupported, "PCP has no request that reads the gateway's table");

    private bool IsForAnother(in Wish wish) => !wish.Internal.Address.Equals(gateway.LocalAddress);

    private ValueTask<Outcome<PcpResponse>> AskAsync(Wish wish, CancellationToken cancellationToken)
    {
        var map = new PcpMapData(
            nonces.For(wish.Transport, wish.Internal), wish.Transport, (ushort)wish.Internal.Port, wish.ExternalPort, IPAddress.Any);
        var thirdParty = IsForAnother(wish) ? wish.Internal.Address : null;
        var message = PcpMapCodec.Write(
            new PcpMapRequest(gateway.LocalAddress, wish.Lifetime, map, thirdParty, wish.PreferFailure));
        return exchange.AskAsync(message, response => Answers(response, map), cancellationToken);
    }

    /// <summary>RFC 6887, 11.4: nonce, protocol and internal port must be the request's. Another version has no such fields.</summary>
    private static bool Answers(PcpResponse response, PcpMapData asked) =>
        response.Version != PcpHeader.Version
        || (response.Opcode == PcpOpcode.Map && (response.Map is not { } map
            || (map.Nonce == asked.Nonce && map.Transport == asked.Transport && map.InternalPort == asked.InternalPort)));

    private async ValueTask<GatewayResult<Mapping>> GrantedAsync(
        MappingRequest request, Wish wish, Outcome<PcpResponse> outcome, CancellationToken cancellationToken)
    {
        if (Refused(wish, outcome) is { } refusal)
            return refusal;
        if (outcome.Reply is not { Map: { ExternalPort: > 0 } map, Lifetime: > 0 and var lifetime })
            return new Refusal(RefusalReason.Garbage, $"{wish}: granted without a port or a lifetime");
        if (request.ExactPort && map.ExternalPort != request.ExternalPort)
        {
            await AskAsync(Wish.Removal(wish.Transport, wish.Internal), cancellationToken);
            return new Refusal(RefusalReason.Conflict, $"{wish}: the gateway offered {map.ExternalPort} instead");
        }
        if (IsForAnother(wish))
            (_grantedOthers, _refusesOthers) = (true, false);
        else
            _grantedSelf = true;
        address.Granted(map.ExternalAddress);
        return new Mapping
        {
            Via = MappingProtocol.Pcp,
            Transport = request.Transport,
            Internal = request.Internal,
            ExternalPort = map.ExternalPort,
            ExternalAddress = AddressRules.CanBelongToAHost(map.ExternalAddress) ? map.ExternalAddress : null,
            Lease = TimeSpan.FromSeconds(lifetime),
            GrantedAt = time.GetUtcNow(),
            Description = request.Description,
        };
    }

    private Refusal? Refused(Wish wish, Outcome<PcpResponse> outcome)
    {
        if (outcome.Reply is not { } response)
            return new Refusal(RefusalReason.NoAnswer, $"{wish}: {outcome.Silence}");
        if (response.Result == PcpResultCode.Success)
            return null;
        var forAnother = IsForAnother(wish);
        var grantsSuch = wish.Lifetime > 0 && (forAnother ? _grantedOthers : _grantedSelf);
        var refusal = PcpRefusals.Explain(wish.ToString(), response, forAnother, grantsSuch);
        if (refusal.Reason == RefusalReason.OnlyForAsker)
            _refusesOthers = true;
        return refusal;
    }

    // A lifetime of 0 would remove the mapping (RFC 6887, 15).
    private static uint Seconds(TimeSpan lease) => (uint)Math.Clamp(lease.TotalSeconds, 1, uint.MaxValue);
}
