using System.Net;

namespace Porthole.PortMapping;

/// <summary>What a gateway is asked to open.</summary>
public sealed record MappingRequest
{
    /// <summary>TCP or UDP.</summary>
    public required Transport Transport { get; init; }

    /// <summary>
    /// The host and port that the traffic is to reach. Port 0 is refused: to PCP it means every port of the host
    /// (RFC 6887, 11.1), and to UPnP a wildcard (732).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The port is 0.</exception>
    public required IPEndPoint Internal
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            ArgumentOutOfRangeException.ThrowIfZero(value.Port, nameof(Internal));
            field = value;
        }
    }

    /// <summary>The wished external port, 1 to 65535. A gateway may grant another one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The port is 0, a wildcard for every port (UPnP 716).</exception>
    public required ushort ExternalPort
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfZero(value, nameof(ExternalPort));
            field = value;
        }
    }

    /// <summary>
    /// Whether another external port than the wished one is refused as a <see cref="RefusalReason.Conflict"/>
    /// rather than taken: PREFER_FAILURE in PCP, given back at once in NAT-PMP. The default is false.
    /// </summary>
    public bool ExactPort { get; init; }

    /// <summary>The wished lease. The default is one hour; a gateway may grant less, more, or only permanent ones.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What the router's table shows beside the mapping; ASCII, at most 28 characters survive on every router.</summary>
    public string Description { get; init; } = "Porthole";
}
