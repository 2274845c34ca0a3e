using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Router.Pcp;

public sealed class NatPmpResponderTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task ExternalAddress_Asked_TellsAddressAndEpoch()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        _time.Advance(TimeSpan.FromSeconds(42));
        var answer = (await router.AskPcpAsync([0, 0])).ShouldNotBeNull();
        answer.ShouldBe([0, 128, 0, 0, 0, 0, 0, 42, .. router.WanAddress.GetAddressBytes()]);
        router.Counts[RouterRequest.NatPmpExternalAddress].ShouldBe(1);
    }

    [Fact]
    public async Task ExternalAddress_ConnectionDown_IsResult3()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        router.SetConnectionDown();
        (await router.AskPcpAsync([0, 0])).ShouldBe([0, 128, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0]);
        (await router.AskPcpAsync(PcpClient.NatPmpMap(2, 8554, 20001, 3600)))!.Port(2).ShouldBe(3);
    }

    [Theory]
    [InlineData(1, ProtocolType.Udp)]
    [InlineData(2, ProtocolType.Tcp)]
    public async Task Map_Free_GrantsTheWish(byte opcode, ProtocolType protocol)
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        var from = Loopback.Next();
        var answer = (await router.AskPcpAsync(PcpClient.NatPmpMap(opcode, 8554, 20001, 3600), from)).ShouldNotBeNull();
        answer.Length.ShouldBe(16);
        (answer[0], answer[1], answer.Port(2)).ShouldBe(((byte)0, (byte)(128 + opcode), 0));
        (answer.Port(8), answer.Port(10), answer.Number(12)).ShouldBe((8554, 20001, 3600u));
        var mapping = router.Mappings.ShouldHaveSingleItem();
        (mapping.Protocol, mapping.ExternalPort, mapping.MadeBy).ShouldBe((protocol, 20001, RouterProtocols.NatPmp));
        mapping.Internal.ShouldBe(new IPEndPoint(from, 8554));
        mapping.ExpiresAt.ShouldBe(_time.GetUtcNow() + TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Map_Held_GrantsTheNextFreePort()
    {
        await using var router = await Loopback.StartRouterAsync(new() { ReservedPorts = [20002] }, _time);
        await router.AskPcpAsync(PcpClient.NatPmpMap(2, 8554, 20001, 3600), Loopback.Next());
        (await router.AskPcpAsync(PcpClient.NatPmpMap(2, 8554, 20001, 3600), Loopback.Next()))!.Port(10).ShouldBe(20003);
    }

    [Fact]
    public async Task Map_NoWish_GrantsTheInternalPort()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        (await router.AskPcpAsync(PcpClient.NatPmpMap(2, 28554, 0, 3600)))!.Port(10).ShouldBe(28554);
    }

    [Fact]
    public async Task Map_RenewedWithAnotherWish_KeepsThePort()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        await router.AskPcpAsync(PcpClient.NatPmpMap(2, 8554, 20001, 600));
        _time.Advance(TimeSpan.FromSeconds(300));
        (await router.AskPcpAsync(PcpClient.NatPmpMap(2, 8554, 20009, 600)))!.Port(10).ShouldBe(20001);
        router.Mappings.ShouldHaveSingleItem().ExpiresAt.ShouldBe(_time.GetUtcNow() + TimeSpan.FromSeconds(600));
    }

    [Fact]
    public async Task Map_LifetimeLimited_IsTold()
    {
        await using var router = await Loopback.StartRouterAsync(new() { MaximumNatPmpLifetime = TimeSpan.FromSeconds(60) }, _time);
        (await router.AskPcpAsync(PcpClient.NatPmpMap(2, 8554, 20001, 3600)))!.Number(12).ShouldBe(60u);
    }

    [Fact]
    public async Task Map_Refusals_HaveTheirResults()
    {
        await using var denying = await Loopback.StartRouterAsync(RouterProfile.DeniesEverything.Options, _time);
        (await denying.AskPcpAsync(PcpClient.NatPmpMap(2, 8554, 20001, 60)))!.Port(2).ShouldBe(2);
        await using var full = await Loopback.StartRouterAsync(RouterProfile.TableFull.Options, _time);
        (await full.AskPcpAsync(PcpClient.NatPmpMap(2, 8554, 20001, 60)))!.Port(2).ShouldBe(4);
        (await full.AskPcpAsync(PcpClient.NatPmpMap(2, 0, 20001, 60)))!.Port(2).ShouldBe(2);
        (await full.AskPcpAsync([0, 9]))!.ShouldBe([0, 137, 0, 5, 0, 0, 0, 0]);
    }

    [Fact]
    public async Task Unmap_OneThenAll_RemovesOwnMappingsOnly()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        var other = Loopback.Next();
        foreach (var port in new[] { 8001, 8002, 8003 })
            await router.AskPcpAsync(PcpClient.NatPmpMap(2, port, port, 3600));
        await router.AskPcpAsync(PcpClient.NatPmpMap(2, 8004, 8004, 3600), other);

        (await router.AskPcpAsync(PcpClient.NatPmpMap(2, 8001, 0, 0))).ShouldBe([0, 130, 0, 0, 0, 0, 0, 0, 0x1f, 0x41, 0, 0, 0, 0, 0, 0]);
        router.Mappings.Count.ShouldBe(3);
        await router.AskPcpAsync(PcpClient.NatPmpMap(2, 0, 0, 0));
        router.Mappings.ShouldHaveSingleItem().Internal.Address.ShouldBe(other);
    }

    [Fact]
    public async Task Request_WrongVersionOrPcpOff_IsResult1InEightBytes()
    {
        await using var router = await Loopback.StartRouterAsync(new() { Protocols = RouterProtocols.NatPmp }, _time);
        (await router.AskPcpAsync(PcpClient.Map(8554, 20001))).ShouldBe([0, 129, 0, 1, 0, 0, 0, 0]);
        (await router.AskPcpAsync(PcpClient.Pcp(0, 0, IPAddress.Loopback))).ShouldBe([0, 128, 0, 1, 0, 0, 0, 0]);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0, 128, 0, 0 })]
    [InlineData(new byte[] { 0, 2, 0, 0, 1, 1, 1, 1, 0, 0, 1 })]
    public async Task Request_TooShortOrAnAnswer_IsDropped(byte[] request)
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        (await router.AskPcpAsync(request, patience: Wire.Silence)).ShouldBeNull();
    }
}
