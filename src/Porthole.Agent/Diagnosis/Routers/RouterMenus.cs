using System.Collections.Immutable;

namespace Porthole.Agent.Diagnosis.Routers;

/// <summary>
/// The menus of common routers. The more special row stands first, because a provider's box also carries its maker's name.
/// A path is sure when a manual or support page of the maker or provider names it, "usually" when only others do.
/// </summary>
internal static class RouterMenus
{
    public static ImmutableArray<RouterMenu> All { get; } =
    [
        new()
        {
            // Support pages for BGW210 and BGW320; the access code is on the sticker.
            Key = "att",
            Name = "AT&T gateway",
            Words = ["bgw210", "bgw320", "at&t"],
            Rule = new("Firewall > NAT/Gaming > Custom Services"),
            Note = "AT&T's gateways usually have no UPnP. Their pages ask for the Device Access Code on the sticker.",
        },
        new()
        {
            // Manual of the MI424WR, pages 106 to 121, for UPnP on the older box.
            Key = "verizon",
            Name = "Verizon router",
            Words = ["verizon", "fios", "mi424wr", "g3100", "cr1000a", "cr1000b"],
            Upnp = MenuPath.Usually("Advanced > Universal Plug and Play"),
            Rule = MenuPath.Usually("Advanced > Security > Port Forwarding > Add Rule"),
        },
        new()
        {
            Key = "xfinity",
            Name = "Xfinity gateway",
            Words = ["xfinity", "comcast", "xb6", "xb7", "xb8"],
            Upnp = MenuPath.Usually("Advanced > Device Discovery > Enable UPnP, at http://10.0.0.1/"),
            Rule = MenuPath.Usually("WiFi > View WiFi equipment > Advanced settings > Port forwarding"),
            Admin = "the Xfinity app",
            Note = "Xfinity's advanced security can block a port that is open: look under Security > threats in the app.",
        },
        new()
        {
            Key = "spectrum",
            Name = "Spectrum router",
            Words = ["spectrum", "charter"],
            Rule = MenuPath.Usually("Services > Router > Advanced Settings > Port Forwarding & IP Reservations"),
            Admin = "the My Spectrum app",
        },
        new()
        {
            Key = "bt",
            Name = "BT Smart Hub",
            Words = ["bt hub", "bt smart hub", "smart hub 2", "smart hub", "british telecom", "bt"],
            Rule = MenuPath.Usually("Advanced Settings > Port Forwarding"),
        },
        new()
        {
            Key = "plusnet",
            Name = "Plusnet Hub",
            Words = ["plusnet"],
            Rule = MenuPath.Usually("Advanced Settings > Port Forwarding"),
        },
        new()
        {
            Key = "sky",
            Name = "Sky Hub",
            Words = ["sky", "sky hub", "skyhub"],
            Rule = MenuPath.Usually("Advanced > Security > Port Forwarding"),
        },
        new()
        {
            Key = "virgin",
            Name = "Virgin Media Hub",
            Words = ["virgin", "virgin media", "virginmedia"],
            Rule = MenuPath.Usually("Advanced Settings > Security > Port Forwarding"),
        },
        new()
        {
            Key = "t-mobile",
            Name = "T-Mobile Home Internet gateway",
            Words = ["t-mobile"],
            Admin = "the T-Mobile app",
            Note = "T-Mobile shares one public address among many customers: no rule in the gateway lets anybody in.",
        },
        new()
        {
            Key = "starlink",
            Name = "Starlink router",
            Words = ["starlink", "spacex"],
            Admin = "the Starlink app",
            Note = "Starlink's router has no port forwarding: use bypass mode with a router of your own, and ask Starlink for a public address.",
        },
        new()
        {
            // AVM knowledge base 894 and the manual of the FRITZ!Box 7560, page 63; the English label is not from there.
            Key = "fritzbox",
            Name = "FRITZ!Box",
            Words = ["fritz!box", "fritz", "avm"],
            Upnp = MenuPath.Usually("Home Network > Network > Network Connections > this PC > Edit > Permit independent port sharing (Heimnetz > Netzwerk > Portfreigaben per PCP oder UPnP)"),
            Rule = new("Internet > Permit Access > Port Sharing"),
            Admin = "http://fritz.box/",
        },
        new()
        {
            // TP-Link community, knowledge base 348.
            Key = "tp-link",
            Name = "TP-Link router",
            Words = ["tp-link", "tplink", "archer", "deco"],
            Upnp = new("Advanced > NAT Forwarding > UPnP"),
            Rule = new("Advanced > NAT Forwarding > Virtual Servers > Add (older models: Forwarding > Virtual Servers)"),
            Admin = "http://tplinkwifi.net/",
        },
        new()
        {
            // Manuals of the WNDR4500 (page 107), C6300 and R8500.
            Key = "netgear",
            Name = "NETGEAR router",
            Words = ["netgear", "nighthawk", "orbi"],
            Upnp = new("ADVANCED > Advanced Setup > UPnP > Turn UPnP On"),
            Rule = new("ADVANCED > Advanced Setup > Port Forwarding/Port Triggering > Add Custom Service"),
            Admin = "http://routerlogin.net/",
        },
        new()
        {
            Key = "asus",
            Name = "ASUS router",
            Words = ["asus", "asustek", "asuswrt", "asuswrt-merlin"],
            Upnp = MenuPath.Usually("WAN > Internet Connection > Enable UPnP"),
            Rule = MenuPath.Usually("WAN > Virtual Server / Port Forwarding"),
            Admin = "http://router.asus.com/",
        },
        new()
        {
            // Cisco IT Essentials, 10.2.4.9, for the rule on older models.
            Key = "linksys",
            Name = "Linksys router",
            Words = ["linksys"],
            Upnp = MenuPath.Usually("Administration > Management > UPnP"),
            Rule = MenuPath.Usually("Security > Apps and Gaming > Single Port Forwarding (older models: Applications & Gaming > Single Port Forwarding)"),
        },
        new()
        {
            Key = "d-link",
            Name = "D-Link router",
            Words = ["d-link", "dlink"],
            Upnp = MenuPath.Usually("Advanced > Advanced Network > UPnP"),
            Rule = MenuPath.Usually("Advanced > Virtual Server, or Features > Port Forwarding > Add Rule"),
        },
        new()
        {
            Key = "unifi",
            Name = "UniFi gateway",
            Words = ["unifi", "ubiquiti", "ubnt", "edgerouter"],
            Upnp = MenuPath.Usually("Settings > Internet > UPnP (tick NAT-PMP too)"),
            Rule = MenuPath.Usually("Settings > Security & Gateway > Port Forwarding > Create"),
        },
        new()
        {
            Key = "google",
            Name = "Google Nest Wifi",
            Words = ["google", "google wifi", "nest wifi", "onhub"],
            Upnp = MenuPath.Usually("Wi-Fi > Settings > Advanced Networking > UPnP"),
            Rule = MenuPath.Usually("Wi-Fi > Advanced Networking > Port management"),
            Admin = "the Google Home app",
        },
        new()
        {
            Key = "mikrotik",
            Name = "MikroTik router",
            Words = ["mikrotik", "routeros", "routerboard"],
            Upnp = MenuPath.Usually("IP > UPnP (mark the inside and the outside interface too)"),
            Rule = MenuPath.Usually("IP > Firewall > NAT > add a dst-nat rule"),
        },
        new()
        {
            // ARRIS knowledge base, SURFboard G34, G36 and G54.
            Key = "surfboard",
            Name = "SURFboard gateway",
            Words = ["surfboard", "g34", "g36", "g54"],
            Upnp = new("My Network > Network Management > General Setting"),
            Rule = new("Port Forwarding"),
            Admin = "the SURFboard Central app",
        },
        new()
        {
            // Surf SOHO manual, page 64: the entries are under Status > UPnP/NAT-PMP.
            Key = "peplink",
            Name = "Peplink router",
            Words = ["peplink", "pepwave"],
            Upnp = new("Advanced > Port Forwarding > UPnP / NAT-PMP", IsSure: false),
            Rule = MenuPath.Usually("Advanced > Port Forwarding"),
        },
    ];
}
