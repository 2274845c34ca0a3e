using System.Collections.Immutable;
using System.Net;

namespace Porthole.Simulation;

/// <summary>What a simulated router is like. Everything has a default that works on Linux and Windows as it stands.</summary>
/// <remarks>
/// The default addresses are loopback addresses other than 127.0.0.1, which Linux and Windows have without
/// any set-up. macOS has only 127.0.0.1: set both addresses to it there; the ports tell the sides apart.
/// The default behaviour is miniupnpd's as its sources ship it: secure mode on, no rules.
/// </remarks>
public sealed record SimulatedRouterOptions
{
    /// <summary>The router's address on the LAN, where it is asked. The default is 127.0.0.254.</summary>
    public IPAddress LanAddress { get; init; } = new([127, 0, 0, 254]);

    /// <summary>The address on the internet side, where mappings are reached. It must be this machine's. The default is 127.77.0.1.</summary>
    public IPAddress WanAddress { get; init; } = new([127, 77, 0, 1]);

    /// <summary>The external address that the router tells; null, the default, tells <see cref="WanAddress"/>.</summary>
    public IPAddress? ReportedAddress { get; init; }

    /// <summary>The UDP port of SSDP; 0, the default, takes a free one.</summary>
    public int SsdpPort { get; init; }

    /// <summary>The UDP port of PCP and NAT-PMP; 0, the default, takes a free one. The real one is 5351.</summary>
    public int PcpPort { get; init; }

    /// <summary>The TCP port of description, SOAP and events; 0, the default, takes a free one, and another one after a reboot as miniupnpd does with <c>http_port=0</c>.</summary>
    public int HttpPort { get; init; }

    /// <summary>Whether control has a TCP port of its own, given by absolute URLs in the description, as with D-Link DIR-655. The default is false.</summary>
    public bool SeparateControlPort { get; init; }

    /// <summary>Whether searches sent to the router's own address are answered. The default is true; an Eero answers multicast only (tailscale/tailscale#3197). On Windows a router that has joined the group answers both.</summary>
    public bool AnswerUnicastSearch { get; init; } = true;

    /// <summary>Whether searches sent to 239.255.255.250 are heard too, on the interface that holds <see cref="LanAddress"/>. The default is false: loopback has no multicast group.</summary>
    public bool JoinMulticast { get; init; }

    /// <summary>The protocols that are on; the port of one that is off is closed, so that a packet to it meets a refusal. The default is all three.</summary>
    public RouterProtocols Protocols { get; init; } = RouterProtocols.All;

    /// <summary>The version of the Internet Gateway Device, 1 or 2. The default is 2.</summary>
    public int IgdVersion { get; init; } = 2;

    /// <summary>Whether UPnP maps only to the host that asks. The default is true, as in miniupnpd. A refusal is <see cref="SecureModeFault"/>.</summary>
    public bool SecureMode { get; init; } = true;

    /// <summary>The UPnP error code of secure mode; null, the default, is 606 in version 2 and 718 in version 1, as in miniupnpd's sources of today. Its release 2.3.1 says 718 in both.</summary>
    public int? SecureModeFault { get; init; }

    /// <summary>Whether PCP takes the THIRD_PARTY option. The default is false, as in miniupnpd: result 5.</summary>
    public bool AllowThirdParty { get; init; }

    /// <summary>Permission rules, first match first; see <see cref="PermissionRule.Parse"/>. The default is none: all is allowed.</summary>
    public ImmutableArray<PermissionRule> Rules { get; init; } = [];

    /// <summary>External ports that the router's owner has forwarded by hand, TCP and UDP; they are in no list. Asked for: 729 in version 2, 718 in version 1. The default is none.</summary>
    public ImmutableArray<int> ReservedPorts { get; init; } = [];

    /// <summary>Whether UPnP knows permanent leases only: any other is refused with 725. The default is false.</summary>
    public bool PermanentLeasesOnly { get; init; }

    /// <summary>The longest UPnP lease granted; 0 and more are cut to it silently. Null, the default, is 604800 s in version 2 (WANIPConnection:2, 2.3.16) and no limit in version 1, where 0 is permanent.</summary>
    public TimeSpan? MaximumUpnpLease { get; init; }

    /// <summary>The shortest lifetime PCP grants. The default is 120 s, as in miniupnpd.</summary>
    public TimeSpan MinimumLifetime { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The longest lifetime PCP grants. The default is 86400 s, as in miniupnpd.</summary>
    public TimeSpan MaximumLifetime { get; init; } = TimeSpan.FromSeconds(86400);

    /// <summary>The longest lifetime NAT-PMP grants; null, the default, grants what is asked, as miniupnpd does.</summary>
    public TimeSpan? MaximumNatPmpLifetime { get; init; }

    /// <summary>How many mappings the table holds. The default is no limit. Beyond it: <see cref="TableFullFault"/>, PCP 8, NAT-PMP 4.</summary>
    public int MaximumMappings { get; init; } = int.MaxValue;

    /// <summary>The UPnP error code of a full table; null, the default, is 728 in version 2 and 501 in version 1. Some routers say 718.</summary>
    public int? TableFullFault { get; init; }

    /// <summary>How long the router thinks before each answer. The default is not at all.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Where a restart is announced to PCP and NAT-PMP clients, in place of 224.0.0.1:5350, which loopback does not have. The default is nowhere.</summary>
    public ImmutableArray<IPEndPoint> AnnounceTo { get; init; } = [];

    /// <summary>Where SSDP NOTIFY messages go, in place of 239.255.255.250:1900, which loopback does not have. The default is nowhere.</summary>
    public ImmutableArray<IPEndPoint> NotifyTo { get; init; } = [];

    /// <summary>The name shown to people.</summary>
    public string FriendlyName { get; init; } = "Simulated router";

    /// <summary>The maker.</summary>
    public string Manufacturer { get; init; } = "Porthole";

    /// <summary>The model.</summary>
    public string ModelName { get; init; } = "Simulated router";

    /// <summary>The model's number.</summary>
    public string ModelNumber { get; init; } = "1";

    /// <summary>The SERVER header of HTTP and SSDP answers.</summary>
    public string Server { get; init; } = "Simulation/1.0 UPnP/1.1 MiniUPnPd/2.3.1";

    /// <summary>The quirks it starts with; more can be added while it runs. The default is none.</summary>
    public ImmutableArray<Quirk> Quirks { get; init; } = [];
}
