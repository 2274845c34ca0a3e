using System.Net;

namespace Porthole.PortMapping;

/// <summary>One row of a gateway's mapping table, whoever made it.</summary>
public sealed record TableEntry
{
    /// <summary>TCP or UDP.</summary>
    public required Transport Transport { get; init; }

    /// <summary>The external port.</summary>
    public required ushort ExternalPort { get; init; }

    /// <summary>The internal host as the gateway names it; null when it is empty or no address.</summary>
    public IPAddress? InternalAddress { get; init; }

    /// <summary>The internal port.</summary>
    public required ushort InternalPort { get; init; }

    /// <summary>Whether the gateway says the entry is in force.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The description its maker gave.</summary>
    public string Description { get; init; } = "";

    /// <summary>The remaining lease; null for permanent, and on routers that do not tell (miniupnp#466).</summary>
    public TimeSpan? LeaseLeft { get; init; }

    /// <summary>The only remote host that is let in; empty for every host.</summary>
    public string RemoteHost { get; init; } = "";
}
