using System.Net;
using System.Net.Sockets;

namespace Porthole.Simulation;

/// <summary>One entry of a simulated router's table.</summary>
public sealed record SimulatedMapping
{
    /// <summary><see cref="ProtocolType.Tcp"/> or <see cref="ProtocolType.Udp"/>.</summary>
    public required ProtocolType Protocol { get; init; }

    /// <summary>The external port, 1 to 65535.</summary>
    public required int ExternalPort { get; init; }

    /// <summary>Where the traffic goes.</summary>
    public required IPEndPoint Internal { get; init; }

    /// <summary>The protocol it was asked for with; <see cref="RouterProtocols.None"/> for an entry made by the router's owner.</summary>
    public required RouterProtocols MadeBy { get; init; }

    /// <summary>The only remote host let in; empty for all.</summary>
    public string RemoteHost { get; init; } = "";

    /// <summary>What its maker called it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether it is in force. A disabled entry is listed and forwards nothing.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>When it was made or last renewed; set by the router.</summary>
    public DateTimeOffset MadeAt { get; init; }

    /// <summary>When the lease ends, as the asker is told; null for a permanent entry.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the router drops it without telling anybody, whatever the lease; null, the default, keeps the lease.</summary>
    public DateTimeOffset? VanishesAt { get; init; }

    /// <summary>The PCP nonce as 24 hexadecimal digits; null when it was not made by PCP.</summary>
    public string? Nonce { get; init; }

    /// <summary>Whether traffic is really forwarded now; set by the router.</summary>
    public bool Forwarding { get; init; }

    internal DateTimeOffset? EndsAt => VanishesAt < ExpiresAt || ExpiresAt is null ? VanishesAt ?? ExpiresAt : ExpiresAt;
}
