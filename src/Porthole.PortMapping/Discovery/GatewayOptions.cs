namespace Porthole.PortMapping;

/// <summary>How a gateway is searched and asked.</summary>
public sealed record GatewayOptions
{
    /// <summary>The protocols that may be used. The default is all three.</summary>
    public IReadOnlySet<MappingProtocol> Protocols { get; init; } =
        new HashSet<MappingProtocol> { MappingProtocol.Pcp, MappingProtocol.NatPmp, MappingProtocol.UpnpIgd };

    /// <summary>The UDP port of PCP and NAT-PMP on the gateway. The default is 5351 (RFC 6886 and 6887); another one serves simulated routers.</summary>
    public int PcpPort { get; init; } = 5351;

    /// <summary>The UDP port of SSDP. The default is 1900 (UPnP Device Architecture 1.0, 1.1).</summary>
    public int SsdpPort { get; init; } = 1900;

    /// <summary>The UDP port on which routers announce a restart to 224.0.0.1. The default is 5350 (RFC 6886, 3.2.1; RFC 6887, 14.1.3).</summary>
    public int AnnouncementPort { get; init; } = 5350;

    /// <summary>Whether multicast is sent and joined. The default is true; false for a simulated router on loopback.</summary>
    public bool Multicast { get; init; } = true;

    /// <summary>
    /// The secret from which the nonce of every PCP mapping is derived, 16 bytes or more. Keep it between runs: a gateway
    /// renews and removes a mapping only for the nonce that made it (RFC 6887, 11.2 and 15), so a program that forgets it
    /// is locked out of its own mappings until they expire (tailscale/tailscale#1080, miniupnp/miniupnp#748).
    /// The default is empty: a random secret for this session alone.
    /// </summary>
    public ReadOnlyMemory<byte> NonceSecret { get; init; }

    /// <summary>What the last session on this gateway remembered; null on a first meeting.</summary>
    public RememberedGateway? Remembered { get; init; }

    /// <summary>
    /// The version of the UPnP service that calls name, whatever the description offers; null, the default, for what it
    /// offers. Routers answer an older version too, with its error codes, which tests have to meet.
    /// </summary>
    internal int? IgdVersion { get; init; }
}

/// <summary>What is worth remembering of a gateway between two runs, so that it is asked at once.</summary>
/// <param name="DescriptionUrl">The URL of its UPnP description, tried in the first burst.</param>
public sealed record RememberedGateway(Uri? DescriptionUrl);
