using System.Net;

namespace Porthole.PortMapping;

/// <summary>Something a gateway session noticed.</summary>
public abstract record GatewayEvent
{
    private GatewayEvent()
    {
    }

    /// <summary>The gateway answered a protocol; it can be used at once.</summary>
    public sealed record ProtocolFound(IGatewayProtocol Protocol) : GatewayEvent;

    /// <summary>A protocol that was found is gone or must be looked for anew (control URL gone, byebye).</summary>
    public sealed record ProtocolLost(MappingProtocol Protocol, string Evidence) : GatewayEvent
    {
        /// <summary>Whether the gateway took its leave by itself: what it granted is most likely gone. Else it only does not answer.</summary>
        public bool SaidGoodbye { get; init; }
    }

    /// <summary>A search has run its time. <paramref name="Found"/> is empty when the gateway answered nothing; the probes tell what was tried.</summary>
    public sealed record SearchEnded(IReadOnlyList<MappingProtocol> Found, IReadOnlyList<ProbeReport> Probes) : GatewayEvent;

    /// <summary>The gateway lost its state (epoch, announcement, BOOTID): every mapping must be asked for anew.</summary>
    public sealed record Restarted(string Evidence) : GatewayEvent;

    /// <summary>
    /// The gateway announced itself unasked. It may have restarted: a gateway whose epoch was young before shows no jump
    /// (RFC 6887, 8.5 allows for two seconds), so what it holds is worth a look.
    /// </summary>
    public sealed record Announced(string Evidence) : GatewayEvent;

    /// <summary>
    /// The gateway's table has fewer entries, by its own event, than this program alone holds: somebody removed one, or the gateway
    /// restarted. The event may tell of a moment before the last grant, so what is held is to be read.
    /// </summary>
    public sealed record MappingsLost(string Evidence) : GatewayEvent;

    /// <summary>The gateway told a new external address by an event or announcement; null when it has none.</summary>
    public sealed record ExternalAddressChanged(IPAddress? Address) : GatewayEvent;

    /// <summary>Events of the gateway did not arrive (gaps in their numbers): its address and what it holds are worth a look.</summary>
    public sealed record EventsMissed(string Evidence) : GatewayEvent;

    /// <summary>Something that is not the default gateway claims to be a router; it is ignored.</summary>
    public sealed record StrangerIgnored(IPAddress Address, string Evidence) : GatewayEvent;
}

/// <summary>One protocol's part in a search: what was sent and what came back.</summary>
/// <param name="Protocol">The protocol probed.</param>
/// <param name="Answered">Whether the gateway answered it.</param>
/// <param name="Tried">What was sent, where to and how often.</param>
/// <param name="Answer">What came back, or that nothing did.</param>
/// <param name="Elapsed">The time to the answer, or the time waited.</param>
public sealed record ProbeReport(MappingProtocol Protocol, bool Answered, string Tried, string Answer, TimeSpan Elapsed);
