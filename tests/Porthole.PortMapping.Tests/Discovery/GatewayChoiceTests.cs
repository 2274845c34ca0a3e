using System.Net;
using System.Net.NetworkInformation;
using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.Tests.Quirks;

namespace Porthole.PortMapping.Tests.Discovery;

public sealed class GatewayChoiceTests
{
    private static readonly LocalInterface Ethernet = new(
        "eth0", "eth0", "", 2, [(IPAddress.Parse("169.254.3.4"), 16), (IPAddress.Parse("192.168.1.10"), 24)]);

    private static readonly LocalInterface Wifi = new("{GUID}", "Wi-Fi", "Intel Wireless", 3, [(IPAddress.Parse("10.0.0.5"), 8)]);

    private static readonly LocalInterface Vpn = new("tun0", "tun0", "", 7, [(IPAddress.Parse("10.8.0.2"), 24)]);

    private static readonly Route Wired = new(new InterfaceKey("eth0", 0), IPAddress.Parse("192.168.1.1"), 100);

    private static readonly Route Wireless = new(new InterfaceKey(null, 3), IPAddress.Parse("10.0.0.1"), 600);

    private static readonly PhysicalAddress Mac = PhysicalAddress.Parse("44:19:b6:00:00:01");

    // Several cards, virtual ones among them (python-kasa/python-kasa#101), and several gateways (syncthing/syncthing#1542).
    [Quirk("3b one of two dead")]
    [Quirk("3b virtual adapters")]
    [Fact]
    public void Choose_SeveralRoutes_TakesTheLowestMetricAndTheAddressOnTheRoutersNetwork()
    {
        var gateway = Choose([Wireless, Wired]).ShouldNotBeNull();
        gateway.Address.ShouldBe(IPAddress.Parse("192.168.1.1"));
        gateway.LocalAddress.ShouldBe(IPAddress.Parse("192.168.1.10"));
        gateway.PrefixLength.ShouldBe(24);
        gateway.InterfaceName.ShouldBe("eth0");
        gateway.InterfaceIndex.ShouldBe(2);
        gateway.Mac.ShouldBe(Mac);
    }

    // pupnp/pupnp#500, qbittorrent/qBittorrent#12406: what the system prefers is what it is, and the settings can say otherwise.
    [Quirk("3e VPN")]
    [Fact]
    public void Choose_VpnHoldsTheBestRoute_IsTheVpn() =>
        Choose([Wired, new Route(new InterfaceKey("tun0", 0), IPAddress.Parse("10.8.0.1"), 50)])!.InterfaceName.ShouldBe("tun0");

    [Fact]
    public void Choose_NoRoute_IsNone() => Choose([]).ShouldBeNull();

    [Fact]
    public void Choose_RouteOfAnInterfaceThatIsDown_IsPassedOver() =>
        Choose([new Route(new InterfaceKey("eth9", 0), IPAddress.Parse("192.168.9.1"), 1), Wired])!.InterfaceName.ShouldBe("eth0");

    [Theory]
    [InlineData("wi-fi")]
    [InlineData("{guid}")]
    [InlineData("Intel Wireless")]
    public void Choose_InterfaceNamed_TakesItsRoute(string name) =>
        Choose([Wired, Wireless], interfaceName: name)!.Address.ShouldBe(IPAddress.Parse("10.0.0.1"));

    [Fact]
    public void Choose_InterfaceNamedWithoutRoute_IsNone() => Choose([Wired], interfaceName: "tun0").ShouldBeNull();

    [Fact]
    public void Choose_AddressNamedWithoutRoute_TakesTheNarrowestNetworkThatHoldsIt()
    {
        var gateway = Choose([Wired], gatewayAddress: "10.8.0.1").ShouldNotBeNull();
        gateway.InterfaceName.ShouldBe("tun0");
        gateway.LocalAddress.ShouldBe(IPAddress.Parse("10.8.0.2"));
    }

    [Fact]
    public void Choose_AddressNamedBeyondEveryNetwork_IsNone() => Choose([Wired], gatewayAddress: "172.16.0.1").ShouldBeNull();

    [Fact]
    public void Locate_ThisMachine_AgreesWithTheSystem()
    {
        var gateway = GatewayLocator.Locate();
        if (gateway is null)
            Assert.Skip("This machine has no default gateway.");
        gateway.IsOnLink(gateway.Address).ShouldBeTrue();
        NetworkInterface.GetAllNetworkInterfaces().ShouldContain(nic => nic.Name == gateway.InterfaceName);
    }

    private static DefaultGateway? Choose(Route[] routes, string? interfaceName = null, string? gatewayAddress = null) =>
        GatewayChoice.Choose(
            routes,
            [Ethernet, Wifi, Vpn],
            [new Neighbour(new InterfaceKey("eth0", 0), IPAddress.Parse("192.168.1.1"), Mac)],
            interfaceName,
            gatewayAddress is null ? null : IPAddress.Parse(gatewayAddress));
}
