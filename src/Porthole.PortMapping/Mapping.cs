using System.Net;

namespace Porthole.PortMapping;

/// <summary>What a gateway granted.</summary>
public sealed record Mapping
{
    /// <summary>The protocol that granted it, and that renews and removes it.</summary>
    public required MappingProtocol Via { get; init; }

    /// <summary>TCP or UDP.</summary>
    public required Transport Transport { get; init; }

    /// <summary>The host and port that the traffic reaches.</summary>
    public required IPEndPoint Internal { get; init; }

    /// <summary>The external port granted, which need not be the one asked for.</summary>
    public required ushort ExternalPort { get; init; }

    /// <summary>The external address named in the grant; null where the protocol does not name one with it (UPnP, NAT-PMP).</summary>
    public IPAddress? ExternalAddress { get; init; }

    /// <summary>The lease granted, counted from <see cref="GrantedAt"/>; null for a permanent mapping.</summary>
    public TimeSpan? Lease { get; init; }

    /// <summary>When the gateway's grant arrived.</summary>
    public required DateTimeOffset GrantedAt { get; init; }

    /// <summary>When the gateway forgets the mapping unless it is renewed; null for a permanent mapping.</summary>
    public DateTimeOffset? ExpiresAt => GrantedAt + Lease;

    /// <summary>The description given with the request; what the gateway's table shows.</summary>
    public string Description { get; init; } = "";
}
