using Porthole.PortMapping;

namespace Porthole.Agent.Settings;

/// <summary>The words by which settings and status name the mapping protocols.</summary>
internal static class ProtocolNames
{
    public static bool TryParse(string? word, out MappingProtocol protocol)
    {
        (var known, protocol) = word?.Trim().ToLowerInvariant() switch
        {
            "pcp" => (true, MappingProtocol.Pcp),
            "nat-pmp" => (true, MappingProtocol.NatPmp),
            "upnp" => (true, MappingProtocol.UpnpIgd),
            _ => (false, default),
        };
        return known;
    }

    /// <summary>The word of the status document's <c>via</c>.</summary>
    public static string Via(MappingProtocol protocol) => protocol switch
    {
        MappingProtocol.Pcp => "pcp",
        MappingProtocol.NatPmp => "nat-pmp",
        _ => "upnp-igd",
    };

    /// <summary>The name people know it by.</summary>
    public static string Spoken(MappingProtocol protocol) => protocol switch
    {
        MappingProtocol.Pcp => "PCP",
        MappingProtocol.NatPmp => "NAT-PMP",
        _ => "UPnP",
    };
}
