using System.Net;

namespace Porthole.PortMapping.Keeping;

/// <summary>Asks a gateway for one port by the protocols that it answers, the likeliest first.</summary>
internal static class PortAsker
{
    // Syncthing tries ten ports, libtorrent four; past ten it is not the port that is the matter.
    private const int Ports = 10;

    /// <summary>Whether the request is for this PC: its address, a loopback address, or 0.0.0.0, which stands for it.</summary>
    public static bool IsForThisPc(MappingRequest request, DefaultGateway gateway) =>
        request.Internal.Address.Equals(IPAddress.Any)
        || IPAddress.IsLoopback(request.Internal.Address)
        || request.Internal.Address.Equals(gateway.LocalAddress);

    /// <summary>The first grant, with the protocol that gave it, or the refusal that explains most.</summary>
    public static async ValueTask<(GatewayResult<Mapping> Result, IGatewayProtocol? By)> AskAsync(
        GatewayState state, MappingRequest request, CancellationToken cancellationToken)
    {
        if (state.Gateway is not { } gateway)
            return (state.Verdict!, null);
        var own = IsForThisPc(request, gateway);
        if (own)
            request = request with { Internal = new IPEndPoint(gateway.LocalAddress, request.Internal.Port) };
        var refusals = new List<Refusal>();
        foreach (var protocol in state.Protocols.OrderBy(protocol => Rank(protocol, own)))
        {
            var result = await AskByAsync(protocol, request, cancellationToken);
            if (result.IsGranted)
                return (result, protocol);
            refusals.Add(result.Refusal);
        }
        return (refusals.MinBy(Vagueness) ?? state.Verdict!, null);
    }

    private static async ValueTask<GatewayResult<Mapping>> AskByAsync(
        IGatewayProtocol protocol, MappingRequest request, CancellationToken cancellationToken)
    {
        var result = await protocol.MapAsync(request, cancellationToken);
        for (var next = 1; next < Ports && !request.ExactPort && result.Refusal?.Reason == RefusalReason.Conflict; next++)
        {
            // Past the last port the ones below follow; a port below 1024 is never come by that way.
            var port = request.ExternalPort + next <= ushort.MaxValue ? request.ExternalPort + next : request.ExternalPort - next;
            result = await protocol.MapAsync(request with { ExternalPort = (ushort)port }, cancellationToken);
        }
        if (result.Refusal?.Reason == RefusalReason.SamePortRequired && !request.ExactPort)
            result = await protocol.MapAsync(request with { ExternalPort = (ushort)request.Internal.Port }, cancellationToken);
        if (result is not { IsGranted: true, Value.ExternalAddress: null })
            return result;
        var address = await protocol.GetExternalAddressAsync(cancellationToken);
        return result.Value with { ExternalAddress = address.Value };
    }

    // PCP and NAT-PMP take one datagram where UPnP takes a conversation; for another host UPnP is the likeliest to agree.
    private static int Rank(IGatewayProtocol protocol, bool own) => (protocol.Kind, own) switch
    {
        (MappingProtocol.UpnpIgd, false) => -1,
        (var kind, _) => (int)kind,
    };

    private static int Vagueness(Refusal refusal) => refusal.Reason switch
    {
        RefusalReason.NoAnswer => 2,
        RefusalReason.OnlyForAsker or RefusalReason.Unsupported => 1,
        _ => 0,
    };
}
