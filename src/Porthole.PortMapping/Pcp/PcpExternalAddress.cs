using System.Net;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping.Pcp;

/// <summary>
/// The gateway's external address, which PCP tells only with a mapping. Without a recent grant a short mapping to the
/// port that this PC asks from is made and removed at once (mDNSResponder does the same with the discard port; our own
/// port lies in the range that permission rules allow, and nothing else listens there).
/// </summary>
internal sealed class PcpExternalAddress(DefaultGateway gateway, GatewayChannel channel, TimeProvider time)
{
    // A grant younger than this answers the question by itself: at start many mappings are asked for together.
    private static readonly TimeSpan GrantSpeaksFor = TimeSpan.FromMinutes(1);

    // The least that miniupnpd grants (pcpserver.c). Should the removal be lost, the mapping is gone soon.
    private const uint Lifetime = 120;

    private readonly Lock _gate = new();
    private IPAddress? _granted;
    private long _grantedAt;

    /// <summary>Notes the address of a grant.</summary>
    public void Granted(IPAddress external)
    {
        lock (_gate)
        {
            _granted = external;
            _grantedAt = time.GetTimestamp();
        }
    }

    /// <summary>Notes an address that the gateway told unasked; true when it differs from the one known.</summary>
    public bool Changed(IPAddress external)
    {
        bool changed;
        lock (_gate)
            changed = _granted is not null && !_granted.Equals(external);
        Granted(external);
        return changed;
    }

    public async ValueTask<GatewayResult<IPAddress>> AskAsync(
        Func<Wish, CancellationToken, ValueTask<Outcome<PcpResponse>>> ask,
        Func<Wish, Outcome<PcpResponse>, Refusal?> refused,
        CancellationToken cancellationToken)
    {
        if (Recent() is { } recent)
            return Checked(recent);
        var here = new IPEndPoint(gateway.LocalAddress, channel.LocalPort);
        var wish = new Wish(Transport.Udp, here, (ushort)here.Port, Lifetime, PreferFailure: false);
        if (here.Port == 0)
            return new Refusal(RefusalReason.NoAnswer, $"PCP: {channel.Fault}");
        var outcome = await ask(wish, cancellationToken);
        if (refused(wish, outcome) is { } refusal)
            return refusal;
        await ask(Wish.Removal(Transport.Udp, here), cancellationToken);
        if (outcome.Reply?.Map?.ExternalAddress is not { } external)
            return new Refusal(RefusalReason.Garbage, $"{wish}: granted without an address");
        Granted(external);
        return Checked(external);
    }

    private IPAddress? Recent()
    {
        lock (_gate)
            return _granted is not null && time.GetElapsedTime(_grantedAt) < GrantSpeaksFor ? _granted : null;
    }

    private static GatewayResult<IPAddress> Checked(IPAddress external) => AddressRules.CanBelongToAHost(external)
        ? external
        : new Refusal(RefusalReason.ConnectionDown, $"PCP MAP: the gateway's external address is {external}");
}
