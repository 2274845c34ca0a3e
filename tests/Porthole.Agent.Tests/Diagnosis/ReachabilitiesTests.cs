using System.Net;
using Porthole.Agent.Diagnosis;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Diagnosis;

public sealed class ReachabilitiesTests
{
    [Theory]
    [InlineData("198.51.100.7", Reachability.Public)]
    [InlineData("11.0.0.1", Reachability.Public)]
    [InlineData("10.1.2.3", Reachability.DoubleNat)]
    [InlineData("172.16.0.1", Reachability.DoubleNat)]
    [InlineData("172.31.255.255", Reachability.DoubleNat)]
    [InlineData("172.32.0.1", Reachability.Public)]
    [InlineData("192.168.0.2", Reachability.DoubleNat)]
    [InlineData("169.254.1.1", Reachability.DoubleNat)]
    [InlineData("100.63.255.255", Reachability.Public)]
    [InlineData("100.64.0.1", Reachability.CarrierNat)]
    [InlineData("100.127.255.255", Reachability.CarrierNat)]
    [InlineData("100.128.0.0", Reachability.Public)]
    [InlineData("127.0.0.1", Reachability.Unknown)]
    [InlineData("2001:db8::1", Reachability.Unknown)]
    internal void Of_ExternalAddress_SaysWhatItMeans(string address, Reachability expected) =>
        Reachabilities.Of(Snapshot() with { ExternalAddress = new ExternalAddress(IPAddress.Parse(address), null) }).ShouldBe(expected);

    [Fact]
    public void Of_ConnectionDown_IsOfflineOnlyOnceTheSearchIsOver()
    {
        var down = Snapshot() with { ExternalAddress = new ExternalAddress(null, new Refusal(RefusalReason.ConnectionDown, "0.0.0.0")) };

        Reachabilities.Of(down).ShouldBe(Reachability.Unknown);
        Reachabilities.Of(down with { SearchEnded = true }).ShouldBe(Reachability.Offline);
    }

    private static StatusSnapshot Snapshot() => StatusSnapshot.Starting(DateTimeOffset.UnixEpoch) with
    {
        Gateway = new DefaultGateway { Address = IPAddress.Parse("192.168.1.1"), LocalAddress = IPAddress.Parse("192.168.1.10"), PrefixLength = 24, InterfaceName = "eth0" },
    };
}
