using System.Text;

namespace Porthole.Lab;

/// <summary>How the router's owner, or its maker, has set it up; the defaults let a LAN host open any port for any other.</summary>
public sealed record RouterConfig
{
    /// <summary>miniupnpd's sample rules: high ports only, outside and inside, and nothing else.</summary>
    public static readonly IReadOnlyList<string> SampleRules = ["allow 1024-65535 192.168.1.0/24 1024-65535", "deny 0-65535 0.0.0.0/0 0-65535"];

    /// <summary>Rules that refuse every request.</summary>
    public static readonly IReadOnlyList<string> DenyAll = ["deny 0-65535 0.0.0.0/0 0-65535"];

    /// <summary>Whether a host can open ports for itself only; miniupnpd's own default is yes.</summary>
    public bool SecureMode { get; init; }

    /// <summary>Whether UPnP is spoken.</summary>
    public bool EnableUpnp { get; init; } = true;

    /// <summary>Whether NAT-PMP and PCP are spoken; miniupnpd has one switch for both.</summary>
    public bool EnableNatPmp { get; init; } = true;

    /// <summary>Whether PCP's THIRD_PARTY option is taken.</summary>
    public bool PcpAllowThirdParty { get; init; }

    /// <summary>Permission rules in miniupnpd's words; the first that fits counts, and what fits none is allowed.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Whether it describes itself as IGD 1 (<c>force_igd_desc_v1</c>); it then refuses with IGD 1's codes.</summary>
    public bool IgdV1 { get; init; }

    /// <summary>The port of its UPnP description and control; 0 lets it choose at every start.</summary>
    public int HttpPort { get; init; } = 5555;

    /// <summary>The shortest lease in seconds granted over NAT-PMP and PCP; null for miniupnpd's default, 120.</summary>
    public int? MinLifetime { get; init; }

    /// <summary>The longest lease in seconds granted over NAT-PMP and PCP; null for miniupnpd's default, 86400.</summary>
    public int? MaxLifetime { get; init; }

    /// <summary>Its identity as a UPnP device; null for miniupnpd's own.</summary>
    public string? Uuid { get; init; }

    /// <summary>The external address told to everybody, whatever the card has; null for the card's.</summary>
    public string? ExtIp { get; init; }

    /// <summary>
    /// Whether the daemon logs everything. It then takes a second instead of a millisecond to refuse a NAT-PMP request by rule,
    /// because it tries all 65535 ports and logs each.
    /// </summary>
    public bool Debug { get; init; } = true;

    /// <summary>The configuration file's text.</summary>
    public string ToFile()
    {
        var text = new StringBuilder()
            .AppendLine("ext_ifname=wan")
            .AppendLine("listening_ip=br0")
            .AppendLine($"http_port={HttpPort}")
            .AppendLine($"enable_upnp={Word(EnableUpnp)}")
            .AppendLine($"enable_natpmp={Word(EnableNatPmp)}")
            .AppendLine($"secure_mode={Word(SecureMode)}")
            .AppendLine($"pcp_allow_thirdparty={Word(PcpAllowThirdParty)}")
            .AppendLine($"force_igd_desc_v1={Word(IgdV1)}")
            .AppendLine("upnp_table_name=filter")
            .AppendLine("upnp_nat_table_name=nat")
            .AppendLine("upnp_forward_chain=miniupnpd")
            .AppendLine("upnp_nat_chain=prerouting_miniupnpd")
            .AppendLine("upnp_nat_postrouting_chain=postrouting_miniupnpd");
        if (MinLifetime is { } min)
            text.AppendLine($"min_lifetime={min}");
        if (MaxLifetime is { } max)
            text.AppendLine($"max_lifetime={max}");
        if (Uuid is not null)
            text.AppendLine($"uuid={Uuid}");
        if (ExtIp is not null)
            text.AppendLine($"ext_ip={ExtIp}");
        foreach (var rule in Rules)
            text.AppendLine(rule);
        return text.ToString();
    }

    private static string Word(bool value) => value ? "yes" : "no";
}
