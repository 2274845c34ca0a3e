using System.Net;
using Porthole.Agent.Devices.Neighbours;

namespace Porthole.Agent.Tests.Devices.Neighbours;

public sealed class LocalNetworkTests
{
    private static readonly LocalNetwork Lan = new(IPAddress.Parse("192.168.1.10"), 24);

    [Theory]
    [InlineData("192.168.1.1", true)]
    [InlineData("192.168.1.255", true)]
    [InlineData("192.168.2.1", false)]
    [InlineData("fe80::1", false)]
    public void Contains_AnAddress_ByThePrefix(string address, bool expected) => Lan.Contains(IPAddress.Parse(address)).ShouldBe(expected);

    [Fact]
    public void HostsAround_ACamera_NearestFirstAndEveryHostOnce()
    {
        var hosts = Lan.HostsAround(IPAddress.Parse("192.168.1.20"), most: 1024).Select(address => address.ToString()).ToList();

        hosts.Take(4).ShouldBe(["192.168.1.21", "192.168.1.19", "192.168.1.22", "192.168.1.18"]);

        // 254 hosts without the camera's old address and this PC's.
        hosts.Count.ShouldBe(252);
        hosts.Distinct().Count().ShouldBe(252);
        hosts.ShouldNotContain("192.168.1.0");
        hosts.ShouldNotContain("192.168.1.10");
        hosts.ShouldNotContain("192.168.1.255");
    }

    [Fact]
    public void HostsAround_AVastNetwork_NoMoreThanAllowed() =>
        new LocalNetwork(IPAddress.Parse("10.0.0.1"), 8).HostsAround(IPAddress.Parse("10.1.2.3"), most: 100).Count().ShouldBe(100);

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    public void HostsAround_ANetworkWithoutOtherHosts_None(int prefix) =>
        new LocalNetwork(IPAddress.Parse("192.168.1.10"), prefix).HostsAround(IPAddress.Parse("192.168.1.10"), most: 100).ShouldBeEmpty();

    [Fact]
    public void HostsAround_OldAddressOfAnotherNetwork_EndsWithinTheBound() =>
        Lan.HostsAround(IPAddress.Parse("192.168.9.20"), most: 1024).Count().ShouldBe(253);
}
