using System.Text;
using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Upnp.Ssdp;

namespace Porthole.PortMapping.Tests.Upnp.Ssdp;

public sealed class SsdpSearchTests
{
    [Quirk("3b v4 and v6")]
    [Quirk("3b one search")]
    [Fact]
    public void Packets_FirstAttempt_IsOneSearchForRoutersThatTakeOneAtATime() =>
        Packets(0).ShouldHaveSingleItem().ShouldBe(
            "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\n" +
            "ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n\r\n");

    [Theory]
    [InlineData("urn:schemas-upnp-org:device:InternetGatewayDevice:1")]
    [InlineData("urn:schemas-upnp-org:device:InternetGatewayDevice:2")]
    [InlineData("urn:schemas-upnp-org:service:WANIPConnection:1")]
    [InlineData("urn:schemas-upnp-org:service:WANIPConnection:2")]
    [InlineData("urn:schemas-upnp-org:service:WANPPPConnection:1")]
    [InlineData("upnp:rootdevice")]
    [InlineData("ssdp:all")]
    public void Packets_OneSearch_AsksForEveryTargetThatARouterMayAnswerTo(string target) =>
        Enumerable.Range(0, 5).SelectMany(Packets).ShouldContain(packet => packet.Contains($"\r\nST: {target}\r\n", StringComparison.Ordinal));

    [Quirk("3b first descriptor")]
    [Fact]
    public void Packets_EverythingAtOnce_OnlyInTheLastAttempt() => // Sagemcom, Mono.Nat#17: the one answer is another device
        Enumerable.Range(0, 4).SelectMany(Packets).ShouldNotContain(packet => packet.Contains("ssdp:all", StringComparison.Ordinal));

    [Fact]
    public void Packets_AfterTheLastAttempt_GoOnLikeIt() => Packets(50).ShouldBe(Packets(4));

    private static List<string> Packets(int attempt) =>
        [.. SsdpSearch.Packets(attempt, "239.255.255.250:1900").Select(Encoding.ASCII.GetString)];
}
