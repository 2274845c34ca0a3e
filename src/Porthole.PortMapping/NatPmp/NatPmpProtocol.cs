using System.Net;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping.NatPmp;

/// <summary>Asks the gateway by NAT-PMP, which maps for this PC alone and never reads back.</summary>
internal sealed class NatPmpProtocol(DefaultGateway gateway, Exchange<NatPmpResponse> exchange, TimeProvider time) : IGatewayProtocol
{
    private static readonly byte[] AddressRequest = NatPmpCodec.WriteExternalAddress();

    private volatile bool _granted;

    public MappingProtocol Kind => MappingProtocol.NatPmp;

    public string Name => "nat-pmp";

    public RouterIdentity? Router => null;

    public bool CanMapForOthers => false;

    public bool CanRead => false;

    public async ValueTask<GatewayResult<Mapping>> MapAsync(MappingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var asked = $"NAT-PMP map {Label(request.Transport)} {request.Internal} as {request.ExternalPort}";
        if (!request.Internal.Address.Equals(gateway.LocalAddress))
            return new Refusal(RefusalReason.OnlyForAsker, $"{asked}: not sent, NAT-PMP maps to the host that asks and to no other");
        var wish = new NatPmpMapData((ushort)request.Internal.Port, request.ExternalPort, Seconds(request.Lease));
        var outcome = await AskAsync(request.Transport, wish, cancellationToken);
        if (Refused(asked, outcome) is { } refusal)
            return await TellApartAsync(refusal, cancellationToken);
        if (outcome.Reply is not { Map: { ExternalPort: > 0, Lifetime: > 0 } map })
            return new Refusal(RefusalReason.Garbage, $"{asked}: granted without a port or a lifetime");
        if (request.ExactPort && map.ExternalPort != request.ExternalPort)
        {
            await AskAsync(request.Transport, Removal(wish.InternalPort), cancellationToken);
            return new Refusal(RefusalReason.Conflict, $"{asked}: the gateway offered {map.ExternalPort} instead");
        }
        _granted = true;
        return new Mapping
        {
            Via = MappingProtocol.NatPmp,
            Transport = request.Transport,
            Internal = request.Internal,
            ExternalPort = map.ExternalPort,
            Lease = TimeSpan.FromSeconds(map.Lifetime),
            GrantedAt = time.GetUtcNow(),
            Description = request.Description,
        };
    }

    public async ValueTask<GatewayResult<Done>> UnmapAsync(Mapping mapping, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        var asked = $"NAT-PMP remove {Label(mapping.Transport)} {mapping.Internal}";
        if (!mapping.Internal.Address.Equals(gateway.LocalAddress))
            return new Refusal(RefusalReason.OnlyForAsker, $"{asked}: not sent, the mapping belongs to another host");
        var outcome = await AskAsync(mapping.Transport, Removal((ushort)mapping.Internal.Port), cancellationToken);
        return Refused(asked, outcome) is { } refusal ? refusal : default(Done);
    }

    public async ValueTask<GatewayResult<IPAddress>> GetExternalAddressAsync(CancellationToken cancellationToken)
    {
        const string Asked = "NAT-PMP external address";
        var outcome = await exchange.AskAsync(
            AddressRequest, static response => response.Opcode == NatPmpOpcode.ExternalAddress, cancellationToken);
        if (Refused(Asked, outcome) is { } refusal)
            return refusal;
        if (outcome.Reply?.ExternalAddress is not { } address)
            return new Refusal(RefusalReason.Garbage, $"{Asked}: told none");
        return AddressRules.CanBelongToAHost(address)
            ? address
            : new Refusal(RefusalReason.ConnectionDown, $"{Asked}: {address}");
    }

    public ValueTask<GatewayResult<TableEntry>> ReadAsync(
        Transport transport, ushort externalPort, CancellationToken cancellationToken) => new(CannotRead);

    public ValueTask<GatewayResult<IReadOnlyList<TableEntry>>> ListAsync(CancellationToken cancellationToken) => new(CannotRead);

    private static Refusal CannotRead => new(RefusalReason.Unsupported, "NAT-PMP has no request that reads the gateway's table");

    // RFC 6886, 3.4: a removal has lifetime 0 and suggests no external port.
    private static NatPmpMapData Removal(ushort internalPort) => new(internalPort, 0, 0);

    private ValueTask<Outcome<NatPmpResponse>> AskAsync(
        Transport transport, NatPmpMapData wish, CancellationToken cancellationToken) =>
        exchange.AskAsync(
            NatPmpCodec.WriteMap(transport, wish), response => Answers(response, transport, wish.InternalPort), cancellationToken);

    /// <summary>
    /// Some gateways' errors come without the internal port, cut to 8 bytes or with 0 in its place (mDNSResponder,
    /// uDNS_ReceiveNATPMPPacket): with one request at a time they can only mean that one.
    /// </summary>
    private static bool Answers(NatPmpResponse response, Transport transport, ushort internalPort) =>
        response.Opcode == NatPmpCodec.MapOpcode(transport)
        && (response.Map?.InternalPort == internalPort
            || (response.Result != NatPmpResultCode.Success && (response.Map is null or { InternalPort: 0 })));

    /// <summary>
    /// miniupnpd says "network failure" also when it could not set its firewall rule (natpmp.c): a gateway that knows its
    /// external address is not without a connection.
    /// </summary>
    private async ValueTask<Refusal> TellApartAsync(Refusal refusal, CancellationToken cancellationToken)
    {
        if (refusal.Reason != RefusalReason.ConnectionDown || !(await GetExternalAddressAsync(cancellationToken)).IsGranted)
            return refusal;
        return refusal with
        {
            Reason = RefusalReason.Unexplained,
            Evidence = $"{refusal.Evidence}; but it has an external address: it could not set the rule",
        };
    }

    private Refusal? Refused(string asked, Outcome<NatPmpResponse> outcome)
    {
        if (outcome.Reply is not { } response)
            return new Refusal(RefusalReason.NoAnswer, $"{asked}: {outcome.Silence}");
        return response.Result == NatPmpResultCode.Success ? null : NatPmpRefusals.Explain(asked, response, _granted);
    }

    private static string Label(Transport transport) => transport is Transport.Tcp ? "TCP" : "UDP";

    // A lifetime of 0 would remove the mapping (RFC 6886, 3.4).
    private static uint Seconds(TimeSpan lease) => (uint)Math.Clamp(lease.TotalSeconds, 1, uint.MaxValue);
}
