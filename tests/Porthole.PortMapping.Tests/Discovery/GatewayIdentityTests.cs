using System.Net;
using System.Net.NetworkInformation;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping.Tests.Discovery;

public sealed class GatewayIdentityTests
{
    private static readonly PhysicalAddress Shared = PhysicalAddress.Parse("00-00-5E-00-01-0A");

    private static readonly DefaultGateway Gateway = new()
    {
        Address = IPAddress.Parse("192.168.1.1"),
        LocalAddress = IPAddress.Parse("192.168.1.10"),
        PrefixLength = 24,
        InterfaceName = "eth0",
        Mac = Shared,
    };

    private readonly ManualTime _time = new();
    private List<Neighbour> _table = [];
    private int _looks;

    [Theory]
    [InlineData("192.168.1.1", true)] // the gateway itself
    [InlineData("192.168.1.2", true)] // VRRP (tailscale/tailscale#5502, #6946)
    [InlineData("192.168.1.3", false)] // another host
    [InlineData("192.168.1.4", false)] // not in the table
    [InlineData("10.0.0.2", false)] // not on this network, whatever its MAC
    [InlineData("192.168.1.10", false)] // this PC
    public void Covers_Source_IsJudgedByAddressAndMac(string source, bool expected)
    {
        _table = [Entry("192.168.1.2"), Entry("192.168.1.3", "02-00-00-00-00-03"), Entry("10.0.0.2"), Entry("192.168.1.10")];
        Sut().Covers(IPAddress.Parse(source)).ShouldBe(expected);
    }

    [Fact]
    public void Covers_RepeaterThatHidesEveryMac_IsTheAddressAlone()
    {
        _table = [.. Enumerable.Range(1, 5).Select(host => Entry($"192.168.1.{host}"))];

        Sut().Covers(IPAddress.Parse("192.168.1.3")).ShouldBeFalse();
        Sut().Covers(IPAddress.Parse("192.168.1.1")).ShouldBeTrue();
    }

    [Fact]
    public void Covers_GatewayReplacedSinceItWasFound_GoesByItsPresentMac()
    {
        _table = [Entry("192.168.1.1", "02-00-00-00-00-09"), Entry("192.168.1.2", "02-00-00-00-00-09"), Entry("192.168.1.3")];
        Sut().Covers(IPAddress.Parse("192.168.1.2")).ShouldBeTrue();
        Sut().Covers(IPAddress.Parse("192.168.1.3")).ShouldBeFalse();
    }

    [Fact]
    public void Covers_NothingKnownOfTheGatewaysMac_IsTheAddressAlone()
    {
        var sut = new GatewayIdentity(Gateway with { Mac = null }, () => [], _time);
        sut.Covers(IPAddress.Parse("192.168.1.2")).ShouldBeFalse();
    }

    [Fact]
    public void Covers_FloodOfStrangers_ReadsTheTableOnceASecond()
    {
        var sut = Sut();
        for (var second = 0; second < 30; second++)
        {
            for (var datagram = 0; datagram < 100; datagram++)
                sut.Covers(IPAddress.Parse("192.168.1.66"));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        _looks.ShouldBe(30);
    }

    private GatewayIdentity Sut() => new(
        Gateway,
        () =>
        {
            _looks++;
            return _table;
        },
        _time);

    private static Neighbour Entry(string address, string? mac = null) => new(
        new InterfaceKey("eth0", 0), IPAddress.Parse(address), mac is null ? Shared : PhysicalAddress.Parse(mac));
}
