using System.Net;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.Agent.Devices.Neighbours;

namespace Porthole.Agent.Tests.Devices.Discovery;

public sealed class SearchNetworksTests
{
    [Theory]
    [InlineData("192.168.1.10", 24, "192.168.1.255")]
    [InlineData("10.1.2.3", 8, "10.255.255.255")]
    [InlineData("192.168.1.130", 25, "192.168.1.255")]
    [InlineData("192.168.1.2", 30, "192.168.1.3")]
    public void BroadcastAddress_OfANetwork_FitsThePrefix(string local, int prefix, string broadcast) =>
        new LocalNetwork(IPAddress.Parse(local), prefix).BroadcastAddress().ShouldBe(IPAddress.Parse(broadcast));

    [Fact]
    public void All_OnThisMachine_LeavesLoopbackOut() => SearchNetworks.All().ShouldAllBe(network => !IPAddress.IsLoopback(network.LocalAddress));
}
