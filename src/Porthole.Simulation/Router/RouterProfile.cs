using System.Collections.Immutable;
using System.Net;

namespace Porthole.Simulation;

/// <summary>A ready-made personality of a router, for tests that should hold with all of them.</summary>
/// <param name="Name">Its name, in words, unique.</param>
/// <param name="Meaning">What it does to somebody who wants a port opened.</param>
/// <param name="Options">How to start it; give it addresses with a <c>with</c> expression.</param>
/// <example><code>await SimulatedRouter.StartAsync(RouterProfile.SecureIgd1.Options with { LanAddress = lan, WanAddress = wan });</code></example>
public sealed record RouterProfile(string Name, string Meaning, SimulatedRouterOptions Options)
{
    /// <summary>Opens any port to any host, by UPnP and by PCP with THIRD_PARTY.</summary>
    public static RouterProfile Permissive { get; } = new(
        "miniupnpd, permissive",
        "Opens any port to any host.",
        new() { SecureMode = false, AllowThirdParty = true });

    /// <summary>miniupnpd as shipped, built for IGD 1: a mapping for another host is refused with 718, which looks like a conflict.</summary>
    public static RouterProfile SecureIgd1 { get; } = new(
        "miniupnpd, secure mode, IGD 1",
        "Opens ports only for the host that asks; for others it says 718.",
        new() { IgdVersion = 1 });

    /// <summary>miniupnpd as shipped, built for IGD 2: a mapping for another host is refused with 606.</summary>
    public static RouterProfile SecureIgd2 { get; } = new(
        "miniupnpd, secure mode, IGD 2",
        "Opens ports only for the host that asks; for others it says 606.",
        new());

    /// <summary>The rules of miniupnpd's sample file: external and internal ports from 1024 up only, on every network.</summary>
    public static RouterProfile SampleRules { get; } = new(
        "miniupnpd, sample rules",
        "Refuses ports below 1024 on either side.",
        new()
        {
            SecureMode = false,
            Rules = [PermissionRule.Parse("allow 1024-65535 0.0.0.0/0 1024-65535"), PermissionRule.Parse("deny 0-65535 0.0.0.0/0 0-65535")],
        });

    /// <summary>miniupnpd 2.3.1 as Debian ships it for nftables: says it is IGD 2, refuses other hosts with 718, ports by rule with 606.</summary>
    public static RouterProfile Debian { get; } = new(
        "miniupnpd 2.3.1, Debian",
        "Opens ports only for the host that asks and only from 1024 up.",
        new()
        {
            SecureModeFault = 718,
            Rules = SampleRules.Options.Rules,
            Quirks = [RouterQuirks.DeletingAbsentSucceeds, RouterQuirks.EmptyListing, RouterQuirks.ListingInCData],
        });

    /// <summary>Answers every protocol and opens nothing.</summary>
    public static RouterProfile DeniesEverything { get; } = new(
        "denies everything",
        "Answers, and refuses every mapping.",
        new() { Rules = [PermissionRule.Parse("deny 0-65535 0.0.0.0/0 0-65535")] });

    /// <summary>Speaks NAT-PMP alone, as Apple's did; PCP requests are answered in NAT-PMP with "unsupported version".</summary>
    public static RouterProfile NatPmpOnly { get; } = new(
        "NAT-PMP only",
        "Opens ports for the host that asks, by NAT-PMP.",
        new() { Protocols = RouterProtocols.NatPmp });

    /// <summary>Speaks PCP alone and takes no THIRD_PARTY.</summary>
    public static RouterProfile PcpOnly { get; } = new(
        "PCP only",
        "Opens ports for the host that asks, by PCP.",
        new() { Protocols = RouterProtocols.Pcp });

    /// <summary>Speaks UPnP alone, for any host.</summary>
    public static RouterProfile UpnpOnly { get; } = new(
        "UPnP only",
        "Opens any port to any host, by UPnP.",
        new() { Protocols = RouterProtocols.Upnp, SecureMode = false });

    /// <summary>Knows permanent leases only and refuses any other with 725 (MikroTik, Netgear, Zyxel).</summary>
    public static RouterProfile PermanentLeasesOnly { get; } = new(
        "permanent leases only",
        "Refuses a lease with 725 and takes 0.",
        new() { Protocols = RouterProtocols.Upnp, SecureMode = false, IgdVersion = 1, PermanentLeasesOnly = true });

    /// <summary>Drops each mapping 30 s after it was made and tells nobody, whatever the lease (Asus; tailscale/tailscale#10597).</summary>
    public static RouterProfile SilentDrop { get; } = new(
        "silent drop",
        "Drops mappings after 30 s without a word.",
        new() { SecureMode = false, Quirks = [RouterQuirks.DropsAfter(TimeSpan.FromSeconds(30))] });

    /// <summary>Says yes to every mapping and has none (kaklakariada/portmapper#139).</summary>
    public static RouterProfile LiesAboutSuccess { get; } = new(
        "lies about success",
        "Says yes, lists nothing and forwards nothing.",
        new() { SecureMode = false, Quirks = [RouterQuirks.SaysYesOnly] });

    /// <summary>Grants another external port than the wished one, by NAT-PMP and PCP.</summary>
    public static RouterProfile DifferentPort { get; } = new(
        "different port granted",
        "Grants the wished port plus 1000.",
        new() { Protocols = RouterProtocols.NatPmp | RouterProtocols.Pcp, Quirks = [RouterQuirks.GrantsAnotherPort(1000)] });

    /// <summary>Grants leases of a minute, whatever is asked.</summary>
    public static RouterProfile ShortLease { get; } = new(
        "short lease",
        "Grants 60 s, whatever is asked.",
        new()
        {
            SecureMode = false,
            MaximumUpnpLease = TimeSpan.FromSeconds(60),
            MaximumNatPmpLifetime = TimeSpan.FromSeconds(60),
            MinimumLifetime = TimeSpan.FromSeconds(60),
            MaximumLifetime = TimeSpan.FromSeconds(60),
        });

    /// <summary>Has no room left in its table.</summary>
    public static RouterProfile TableFull { get; } = new(
        "table full",
        "Refuses every new mapping for want of room.",
        new() { SecureMode = false, MaximumMappings = 0 });

    /// <summary>Sits behind another router: its external address is a private one.</summary>
    public static RouterProfile DoubleNat { get; } = new(
        "double NAT",
        "Opens ports, but its external address is 192.168.100.2.",
        new() { SecureMode = false, ReportedAddress = new([192, 168, 100, 2]) });

    /// <summary>Sits behind a provider's NAT (RFC 6598).</summary>
    public static RouterProfile CarrierNat { get; } = new(
        "carrier NAT",
        "Opens ports, but its external address is 100.64.7.9.",
        new() { SecureMode = false, ReportedAddress = new IPAddress([100, 64, 7, 9]) });

    /// <summary>Has everything switched off.</summary>
    public static RouterProfile SwitchedOff { get; } = new(
        "switched off",
        "Answers nothing.",
        new() { Protocols = RouterProtocols.None });

    /// <summary>All of them.</summary>
    public static ImmutableArray<RouterProfile> All { get; } =
    [
        Permissive, SecureIgd1, SecureIgd2, SampleRules, Debian, DeniesEverything, NatPmpOnly, PcpOnly, UpnpOnly, PermanentLeasesOnly, SilentDrop,
        LiesAboutSuccess, DifferentPort, ShortLease, TableFull, DoubleNat, CarrierNat, SwitchedOff,
    ];

    /// <summary>The name, for test runners.</summary>
    public override string ToString() => Name;
}
