using System.Net;
using Porthole.Agent.Devices;
using Porthole.Agent.Diagnosis;
using Porthole.Agent.Forwarding;
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

    /// <summary>501 by UPnP, NO_RESOURCES by PCP, and no address: the line is down, the table is not full.</summary>
    [Fact]
    public void Of_NoAddressAndAForwardRefusedForTheLine_IsOffline()
    {
        var rung = new Rung(Route.Direct, MappingProtocol.UpnpIgd);
        var full = new Attempt(rung with { Protocol = MappingProtocol.Pcp }, 8554, new Refusal(RefusalReason.TableFull, "NO_RESOURCES (8)", 8));
        var down = new Attempt(rung, 8554, new Refusal(RefusalReason.ConnectionDown, "501; the connection is Disconnected", 501));
        var nameless = Snapshot() with { SearchEnded = true, ExternalAddress = new ExternalAddress(null, full.Refusal) };

        Reachabilities.Of(nameless with { Forwards = [Failed(full)] }).ShouldBe(Reachability.Unknown);
        Reachabilities.Of(nameless with { Forwards = [Failed(down, full)] }).ShouldBe(Reachability.Offline);
    }

    private static ForwardSnapshot Failed(params Attempt[] attempts) => new()
    {
        Wish = new WishedForward { Id = "door/rtsp", Device = "Door", Name = "rtsp", Transport = Transport.Tcp, InternalPort = 554, ExternalPort = 8554 },
        State = ForwardState.Failed,
        Held = new Holding { Refusals = [.. attempts] },
    };

    private static StatusSnapshot Snapshot() => StatusSnapshot.Starting(DateTimeOffset.UnixEpoch) with
    {
        Gateway = new DefaultGateway { Address = IPAddress.Parse("192.168.1.1"), LocalAddress = IPAddress.Parse("192.168.1.10"), PrefixLength = 24, InterfaceName = "eth0" },
    };
}
