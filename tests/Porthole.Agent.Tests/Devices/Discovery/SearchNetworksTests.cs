using System.Net;
using Porthole.Agent.Devices.Discovery;
using Porthole.Agent.Devices.Discovery.Searching;

namespace Porthole.Agent.Tests.Devices.Discovery;

public sealed class SearchNetworksTests
{
    [Theory]
    [InlineData("192.168.1.10", 24, "192.168.1.255", 253)]
    [InlineData("10.1.2.3", 8, "10.255.255.255", 253)]
    [InlineData("192.168.1.130", 25, "192.168.1.255", 125)]
    [InlineData("192.168.1.2", 30, "192.168.1.3", 1)]
    public void Network_BroadcastAndNeighbours_FitThePrefix(string local, int prefix, string broadcast, int neighbours)
    {
        var network = new SearchNetwork(IPAddress.Parse(local), prefix);

        network.BroadcastAddress().ShouldBe(IPAddress.Parse(broadcast));
        var nearby = network.Nearby().ToList();
        nearby.Count.ShouldBe(neighbours);
        nearby.ShouldAllBe(address => network.Holds(address) && !address.Equals(network.LocalAddress));
    }

    [Theory]
    [InlineData("192.168.1.10", true)]
    [InlineData("192.168.2.10", false)]
    [InlineData("fe80::1", false)]
    public void Holds_Address_IsByPrefix(string address, bool holds) =>
        new SearchNetwork(IPAddress.Parse("192.168.1.1"), 24).Holds(IPAddress.Parse(address)).ShouldBe(holds);

    [Fact]
    public void All_OnThisMachine_LeavesLoopbackOut() => SearchNetworks.All().ShouldAllBe(network => !IPAddress.IsLoopback(network.LocalAddress));
}
