using System.Net;

namespace Porthole.Simulation;

/// <content>What the table does with what was granted, and what lists and addresses tell.</content>
public static partial class RouterQuirks
{
    /// <summary>Says yes and stores nothing (RetroShare/RetroShare#2008, kaklakariada/portmapper#139).</summary>
    public static Quirk SaysYesOnly => new() { Store = _ => null };

    /// <summary>Lists the mapping and forwards nothing until it is reloaded (ARRIS TG1682G, alanmcgovern/Mono.Nat#37).</summary>
    public static Quirk ListedButDead => new() { Store = mapping => mapping with { Enabled = false } };

    /// <summary>Drops each mapping so long after it was made or renewed, whatever the lease, and tells nobody (tailscale/tailscale#10597).</summary>
    public static Quirk DropsAfter(TimeSpan age) => new() { Store = mapping => mapping with { VanishesAt = mapping.MadeAt + age } };

    /// <summary>A mapping with a lease is gone at once, a permanent one stays (DD-WRT, tailscale/tailscale#18196).</summary>
    public static Quirk LeasesEndAtOnce =>
        new() { Store = mapping => mapping.ExpiresAt is null ? mapping : mapping with { VanishesAt = mapping.MadeAt } };

    /// <summary>Every UPnP lease is this long, whatever was asked: 86400 s on Technicolor (miniupnp/miniupnp#398).</summary>
    public static Quirk LeaseAlways(TimeSpan lease) =>
        new() { Store = mapping => mapping.MadeBy == RouterProtocols.Upnp ? mapping with { ExpiresAt = mapping.MadeAt + lease } : mapping };

    /// <summary>UPnP leases never end (Comcast XB3, arvidn/libtorrent#4406).</summary>
    public static Quirk LeasesNeverEnd =>
        new() { Store = mapping => mapping.MadeBy == RouterProtocols.Upnp ? mapping with { ExpiresAt = null } : mapping };

    /// <summary>PCP and NAT-PMP grant the wished port plus this. UPnP is not touched: its AddPortMapping could not tell.</summary>
    public static Quirk GrantsAnotherPort(int offset) => new()
    {
        Store = mapping => mapping.MadeBy is RouterProtocols.Pcp or RouterProtocols.NatPmp
            ? mapping with { ExternalPort = (mapping.ExternalPort + offset - 1) % ushort.MaxValue + 1 }
            : mapping,
    };

    /// <summary>Cuts descriptions (about 28 letters survive everywhere, Mono.Nat).</summary>
    public static Quirk CutsDescriptions(int length) => new()
    {
        Store = mapping => mapping.Description.Length <= length ? mapping : mapping with { Description = mapping.Description[..length] },
    };

    /// <summary>Never ends the list: past the end the last entry comes again (BiglyBT stops at 512).</summary>
    public static Quirk ListNeverEnds
    {
        get
        {
            SoapReply? last = null;
            return new()
            {
                ChangeSoap = (call, reply) =>
                {
                    if (call.Action != Generic)
                        return reply;
                    if (reply.ErrorCode is null)
                        Volatile.Write(ref last, reply);
                    return Volatile.Read(ref last) ?? reply;
                },
            };
        }
    }

    /// <summary>Listed entries name no internal client (miniupnp/miniupnp#236).</summary>
    public static Quirk ListsWithoutClient => new()
    {
        ChangeSoap = (call, reply) => call.Action == Generic && reply.ErrorCode is null ? reply.With("NewInternalClient", "") : reply,
    };

    /// <summary>Deleting what is not there succeeds (miniupnpd 2.3.1 on nftables).</summary>
    public static Quirk DeletingAbsentSucceeds => new()
    {
        ChangeSoap = (call, reply) => call.Action == "DeletePortMapping" && reply.ErrorCode == 714 ? SoapReply.Ok() : reply,
    };

    /// <summary>An empty range is listed as an empty listing, not as 730 (miniupnpd 2.3.1).</summary>
    public static Quirk EmptyListing => new()
    {
        ChangeSoap = (call, reply) => call.Action == "GetListOfPortMappings" && reply.ErrorCode == 730
            ? SoapReply.Ok(("NewPortListing", "<p:PortMappingList xmlns:p=\"urn:schemas-upnp-org:gw:WANIPConnection\"></p:PortMappingList>"))
            : reply,
    };

    /// <summary>The listing stands in a CDATA section, not escaped (miniupnpd 2.3.1). To XML both are the same.</summary>
    public static Quirk ListingInCData => ChangeBody(text =>
    {
        const string Open = "<NewPortListing>";
        var start = text.IndexOf(Open, StringComparison.Ordinal) + Open.Length;
        var end = text.IndexOf("</NewPortListing>", StringComparison.Ordinal);
        return end < 0 ? text : $"{text[..start]}<![CDATA[{WebUtility.HtmlDecode(text[start..end])}]]>{text[end..]}";
    });

    /// <summary>Entries cannot be read back: Netgear X6S sets and does not tell (firewalla/firewalla#556).</summary>
    public static Quirk CannotBeRead(int code = 501) => new()
    {
        AnswerSoap = call => call.Action is Generic or "GetSpecificPortMappingEntry" or "GetListOfPortMappings" ? SoapReply.Fault(code) : null,
    };

    /// <summary>Leases read back as 0, whatever they are (miniupnp/miniupnp#466).</summary>
    public static Quirk LeaseReadsZero => new()
    {
        ChangeSoap = (call, reply) => call.Action is Generic or "GetSpecificPortMappingEntry" && reply.ErrorCode is null
            ? reply.With("NewLeaseDuration", "0")
            : reply,
    };

    /// <summary>Tells this in place of the external address over UPnP: nothing, <c>0.0.0.0</c>, a private one, an IPv6 one.</summary>
    public static Quirk ExternalAddressReads(string text) => new()
    {
        ChangeSoap = (call, reply) => call.Action == "GetExternalIPAddress" ? reply.With("NewExternalIPAddress", text) : reply,
    };

    /// <summary>Tells the connection status in these words.</summary>
    public static Quirk StatusReads(string text) => new()
    {
        ChangeSoap = (call, reply) => call.Action == "GetStatusInfo" ? reply.With("NewConnectionStatus", text) : reply,
    };
}
