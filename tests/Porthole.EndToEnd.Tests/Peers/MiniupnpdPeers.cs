using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Peers;

/// <summary>The ways that miniupnpd is met. What it refuses and how is told in its upnpsoap.c, pcpserver.c and natpmp.c.</summary>
internal static class MiniupnpdPeers
{
    private const string UpnpAddress = "upnp address";
    private const string UpnpOwn = "upnp map tcp 192.168.1.10:8081 8081 600";
    private const string UpnpOwnRead = "upnp read tcp 8081";
    private const string UpnpOther = "upnp map tcp 192.168.1.20:80 8080 600";
    private const string UpnpOtherRead = "upnp read tcp 8080";
    private const string UpnpLow = "upnp map tcp 192.168.1.10:8082 82 600";
    private const string UpnpForEver = "upnp map tcp 192.168.1.10:8083 8083 0";
    private const string PcpAddress = "pcp address";
    private const string PcpOwn = "pcp map tcp 192.168.1.10:9081 9081 600";
    private const string PcpOther = "pcp map tcp 192.168.1.20:80 9080 600";
    private const string PcpLong = "pcp map tcp 192.168.1.10:9082 9082 3600";
    private const string PcpTaken = "pcp map tcp 192.168.1.10:9083 9081 600";
    private const string NatPmpAddress = "nat-pmp address";
    private const string NatPmpOwn = "nat-pmp map tcp 192.168.1.10:7081 7081 600";
    private const string NatPmpOther = "nat-pmp map tcp 192.168.1.20:80 7080 600";
    private const string NatPmpLong = "nat-pmp map tcp 192.168.1.10:7082 7082 3600";
    private const string NatPmpTaken = "nat-pmp map tcp 192.168.1.10:7083 7081 600";

    private static readonly RouterConfig Permissive = new() { Debug = false };

    private static readonly string[] AllProtocols = ["upnp", "pcp", "nat-pmp"];

    private static readonly string[] Datagrams = ["pcp", "nat-pmp"];

    public static readonly IReadOnlyList<Peer> All =
    [
        .. Versions("permissive", Permissive,
            (UpnpAddress, "granted 11.0.0.1"),
            (UpnpOwn, "granted 8081 for 600 s"),
            (UpnpOwnRead, "granted 192.168.1.10:8081"),
            (UpnpOther, "granted 8080 for 600 s"),
            (UpnpOtherRead, "granted 192.168.1.20:80"),
            (UpnpLow, "granted 82 for 600 s")),
        Versioned(1, "a lease of 0 is permanent", Permissive, (UpnpForEver, "granted 8083 for ever")),
        Versioned(2, "a lease of 0 is a week", Permissive, (UpnpForEver, "granted 8083 for 604800 s")),

        // The same code as for a port that is taken, in both versions; what tells them apart is that nothing can be read there.
        .. Versions("secure mode", Permissive with { SecureMode = true },
            (UpnpAddress, "granted 11.0.0.1"),
            (UpnpOwn, "granted 8081 for 600 s"),
            (UpnpOther, "refused OnlyForAsker 718"),
            (UpnpOtherRead, "refused NotFound 714")),
        .. Versions("sample rules", Permissive with { Rules = RouterConfig.SampleRules },
            (UpnpOwn, "granted 8081 for 600 s"),
            (UpnpLow, "refused PortForbidden 606"),
            (UpnpOther, "refused PortForbidden 606")),
        .. Versions("deny rules", Permissive with { Rules = RouterConfig.DenyAll },
            (UpnpAddress, "granted 11.0.0.1"),
            (UpnpOwn, "refused NotAuthorized 606"),
            (UpnpOther, "refused OnlyForAsker 606")),
        new("no NAT-PMP and PCP", Permissive with { EnableNatPmp = false },
            (UpnpOwn, "granted 8081 for 600 s"), (PcpOwn, "absent"), (NatPmpOwn, "absent")) { Protocols = AllProtocols },
        new("no UPnP", Permissive with { EnableUpnp = false },
            (UpnpOwn, "absent"),
            (PcpAddress, "granted 11.0.0.1"),
            (PcpOwn, "granted 9081 for 600 s"),
            (PcpOther, "refused OnlyForAsker 5"),
            (PcpTaken, "granted 9082 for 600 s"),
            (NatPmpAddress, "granted 11.0.0.1"),
            (NatPmpOwn, "granted 7081 for 600 s"),
            (NatPmpOther, "refused OnlyForAsker"),
            (NatPmpTaken, "granted 7082 for 600 s")) { Protocols = AllProtocols },
        new("PCP for others", Permissive with { PcpAllowThirdParty = true },
            (PcpOwn, "granted 9081 for 600 s"), (PcpOther, "granted 9080 for 600 s")) { Protocols = ["pcp"] },
        new("PCP and NAT-PMP, secure mode", Permissive with { SecureMode = true },
            (PcpOwn, "granted 9081 for 600 s"),
            (PcpOther, "refused OnlyForAsker 5"),
            (NatPmpOwn, "granted 7081 for 600 s")) { Protocols = Datagrams },
        new("PCP and NAT-PMP, deny rules", Permissive with { Rules = RouterConfig.DenyAll },
            (PcpAddress, "refused NotAuthorized 2"),
            (PcpOwn, "refused NotAuthorized 2"),
            (NatPmpAddress, "granted 11.0.0.1"),
            (NatPmpOwn, "refused NotAuthorized 2")) { Protocols = Datagrams },

        // This version bounds PCP's leases only.
        new("short leases", Permissive with { MinLifetime = 5, MaxLifetime = 30 },
            (PcpOwn, "granted 9081 for 30 s"),
            (PcpLong, "granted 9082 for 30 s"),
            (NatPmpLong, "granted 7082 for 3600 s")) { Protocols = Datagrams },
        new("no address from the provider", Permissive,
            (UpnpAddress, "refused ConnectionDown"),
            (UpnpOwn, "refused ConnectionDown 501"),
            (PcpAddress, "refused ConnectionDown 7"),
            (PcpOwn, "refused ConnectionDown 7"),
            (NatPmpAddress, "refused ConnectionDown 3"),
            (NatPmpOwn, "refused ConnectionDown 3")) { Protocols = AllProtocols, WanAddress = "" },

        // It opens nothing behind an address that nobody outside can reach; PCP says so in the words of a full table.
        new("private address from the provider", Permissive,
            (UpnpAddress, "refused ConnectionDown"),
            (UpnpOwn, "refused ConnectionDown 501"),
            (PcpAddress, "refused TableFull 8"),
            (PcpOwn, "refused TableFull 8"),
            (NatPmpAddress, "refused ConnectionDown 3"),
            (NatPmpOwn, "refused ConnectionDown 3")) { Protocols = AllProtocols, WanAddress = "192.168.77.2" },
        new("restart on another port", Permissive,
            (UpnpAddress, "granted 11.0.0.1"),
            (UpnpOwn, "granted 8081 for 600 s"),
            (UpnpOwnRead, "granted 192.168.1.10:8081")) { Reboots = true },
    ];

    /// <summary>As it describes itself by default and with its <c>-1</c> switch, each asked as WANIPConnection:1 and :2.</summary>
    private static IEnumerable<Peer> Versions(string name, RouterConfig config, params (string Question, string Answer)[] answers) =>
        from askedAs in new[] { 1, 2 }
        from igdV1 in new[] { false, true }
        select Versioned(askedAs, $"{name}, described as IGD {(igdV1 ? 1 : 2)}", config with { IgdV1 = igdV1 }, answers);

    private static Peer Versioned(int askedAs, string name, RouterConfig config, params (string Question, string Answer)[] answers) =>
        new($"{name}, asked as {askedAs}", config, answers) { AskedAs = askedAs };
}
