using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Router.Table;

public sealed class MappingTableTests
{
    private static readonly IPEndPoint Device = new(IPAddress.Parse("127.0.0.20"), 8554);
    private static readonly IPEndPoint OtherDevice = new(IPAddress.Parse("127.0.0.21"), 8554);

    [Fact]
    public async Task AddMapping_SameHostAgain_Overwrites()
    {
        await using var router = await Loopback.StartRouterAsync();
        router.AddMapping(Loopback.Mapping(20001, Device)).ShouldBeTrue();
        router.AddMapping(Loopback.Mapping(20001, new IPEndPoint(Device.Address, 9000))).ShouldBeTrue();
        router.Mappings.ShouldHaveSingleItem().Internal.Port.ShouldBe(9000);
    }

    [Fact]
    public async Task AddMapping_OtherHost_IsRefused()
    {
        await using var router = await Loopback.StartRouterAsync();
        router.AddMapping(Loopback.Mapping(20001, Device)).ShouldBeTrue();
        router.AddMapping(Loopback.Mapping(20001, OtherDevice)).ShouldBeFalse();
        router.Mappings.ShouldHaveSingleItem().Internal.ShouldBe(Device);
    }

    [Fact]
    public async Task AddMapping_TcpAndUdpOfOnePort_StandSideBySide()
    {
        await using var router = await Loopback.StartRouterAsync();
        router.AddMapping(Loopback.Mapping(20001, Device)).ShouldBeTrue();
        router.AddMapping(Loopback.Mapping(20001, OtherDevice, ProtocolType.Udp)).ShouldBeTrue();
        router.Mappings.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(ProtocolType.Tcp)]
    [InlineData(ProtocolType.Udp)]
    public async Task AddMapping_WanPortTakenOnThisMachine_IsRefused(ProtocolType protocol)
    {
        await using var router = await Loopback.StartRouterAsync();
        using var squatter = new Socket(AddressFamily.InterNetwork, protocol == ProtocolType.Tcp ? SocketType.Stream : SocketType.Dgram, protocol);
        squatter.Bind(new IPEndPoint(router.WanAddress, 0));
        if (protocol == ProtocolType.Tcp)
            squatter.Listen();

        router.AddMapping(Loopback.Mapping(((IPEndPoint)squatter.LocalEndPoint!).Port, Device, protocol)).ShouldBeFalse();
        router.Mappings.ShouldBeEmpty();
    }

    [Fact]
    public async Task AddMapping_TableFull_IsRefusedAndOldOnesCanBeRenewed()
    {
        await using var router = await Loopback.StartRouterAsync(new() { MaximumMappings = 1 });
        router.AddMapping(Loopback.Mapping(20001, Device)).ShouldBeTrue();
        router.AddMapping(Loopback.Mapping(20002, Device)).ShouldBeFalse();
        router.AddMapping(Loopback.Mapping(20001, Device)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("", 80, 80, true)]
    [InlineData("deny 0-65535 0.0.0.0/0 0-65535", 8080, 8080, false)]
    [InlineData("allow 1024-65535 127.0.0.0/24 1024-65535;deny 0-65535 0.0.0.0/0 0-65535", 8554, 8554, true)]
    [InlineData("allow 1024-65535 127.0.0.0/24 1024-65535;deny 0-65535 0.0.0.0/0 0-65535", 8554, 554, false)]
    [InlineData("allow 1024-65535 127.0.0.0/24 1024-65535;deny 0-65535 0.0.0.0/0 0-65535", 554, 8554, false)]
    [InlineData("deny 8554 127.0.0.20 8554;allow 0-65535 0.0.0.0/0 0-65535", 8554, 8554, false)]
    [InlineData("allow 8554 127.0.0.20/32 8554;deny 8554 0.0.0.0/0 8554", 8554, 8554, true)]
    public async Task AddMapping_Rules_FirstMatchDecides(string rules, int external, int inside, bool isAllowed)
    {
        await using var router = await Loopback.StartRouterAsync(new()
        {
            Rules = [.. rules.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(PermissionRule.Parse)],
        });
        router.AddMapping(Loopback.Mapping(external, new IPEndPoint(Device.Address, inside))).ShouldBe(isAllowed);
    }

    [Fact]
    public async Task DropMapping_OneOfTwo_LeavesTheOther()
    {
        await using var router = await Loopback.StartRouterAsync();
        router.AddMapping(Loopback.Mapping(20001, Device));
        router.AddMapping(Loopback.Mapping(20002, Device));
        router.DropMapping(ProtocolType.Tcp, 20001).ShouldBeTrue();
        router.DropMapping(ProtocolType.Tcp, 20001).ShouldBeFalse();
        router.DropMapping(ProtocolType.Udp, 20002).ShouldBeFalse();
        router.Mappings.ShouldHaveSingleItem().ExternalPort.ShouldBe(20002);
        router.DropAllMappings();
        router.Mappings.ShouldBeEmpty();
    }

    [Fact]
    public async Task AddMapping_JustDroppedPort_IsFreeAtOnce()
    {
        await using var router = await Loopback.StartRouterAsync();
        for (var i = 0; i < 50; i++)
        {
            router.AddMapping(Loopback.Mapping(20001, i % 2 == 0 ? Device : OtherDevice)).ShouldBeTrue();
            router.DropMapping(ProtocolType.Tcp, 20001).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task AddMapping_ManyAtOnce_OnlyOneHostWinsEachPort()
    {
        await using var router = await Loopback.StartRouterAsync();
        var granted = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() =>
            router.AddMapping(Loopback.Mapping(20000 + i % 8, new IPEndPoint(new IPAddress([127, 0, 1, (byte)(i / 8)]), 80))))));
        granted.Count(g => g).ShouldBe(8);
        router.Mappings.Select(m => m.ExternalPort).Order().ShouldBe(Enumerable.Range(20000, 8));
    }
}
