using System.Net;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping.Tests.Discovery;

public sealed class LinuxRouteTableTests
{
    private const string Header =
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT                                                       \n";

    // A laptop: wired and wireless default routes, Docker, libvirt.
    private const string TwoRoutes = Header
        + "wlp3s0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0                                                                            \n"
        + "eth0\t00000000\tFE01A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0                                                                              \n"
        + "eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0                                                                              \n"
        + "docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0                                                                             \n"
        + "virbr0\t007AA8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0                                                                              \n";

    // OpenVPN with redirect-gateway def1: two halves beside the default route, which stays the router's.
    private const string OpenVpn = Header
        + "tun0\t00000000\t0100080A\t0003\t0\t0\t0\t00000080\t0\t0\t0                                                                                \n"
        + "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0                                                                                \n"
        + "tun0\t00000080\t0100080A\t0003\t0\t0\t0\t00000080\t0\t0\t0                                                                                \n";

    [Fact]
    public void Parse_SeveralRoutes_ReadsTheDefaultOnesWithTheirMetrics() =>
        LinuxRouteTable.Parse(TwoRoutes).ShouldBe([
            new Route(new InterfaceKey("wlp3s0", 0), IPAddress.Parse("192.168.1.1"), 600),
            new Route(new InterfaceKey("eth0", 0), IPAddress.Parse("192.168.1.254"), 100),
        ]);

    [Fact]
    public void Parse_HalfRoutesOfAVpn_AreNoDefaultRoutes() =>
        LinuxRouteTable.Parse(OpenVpn).ShouldBe([new Route(new InterfaceKey("eth0", 0), IPAddress.Parse("192.168.1.1"), 0)]);

    [Theory]
    [InlineData("ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0")] // point to point, no router
    [InlineData("*\t00000000\t0101A8C0\t0203\t0\t0\t0\t00000000\t0\t0\t0")] // unreachable
    [InlineData("eth0\t00000000\t0101A8C0\t0002\t0\t0\t0\t00000000\t0\t0\t0")] // down
    [InlineData("eth0\t00000000\tXYZ\t0003\t0\t0\t0\t00000000\t0\t0\t0")]
    [InlineData("eth0\t00000000\t0101A8C0")]
    [InlineData("")]
    public void Parse_LineThatIsNoUsableRoute_IsLeftOut(string line) => LinuxRouteTable.Parse(Header + line).ShouldBeEmpty();
}
