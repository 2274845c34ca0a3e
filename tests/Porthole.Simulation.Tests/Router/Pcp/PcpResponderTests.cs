using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Router.Pcp;

public sealed class PcpResponderTests
{
    private static readonly IPAddress Camera = IPAddress.Parse("127.0.0.20");
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Announce_Asked_TellsTheEpoch()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        _time.Advance(TimeSpan.FromSeconds(42));
        var answer = (await router.AskPcpAsync(PcpClient.Pcp(0, 0, IPAddress.Loopback))).ShouldNotBeNull();
        answer.ShouldBe([2, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 42, .. new byte[12]]);
        router.Counts[RouterRequest.PcpAnnounce].ShouldBe(1);
    }

    [Fact]
    public async Task Map_Free_GrantsTheWish()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        var request = PcpClient.Map(8554, 20001);
        var answer = (await router.AskPcpAsync(request)).ShouldNotBeNull();
        answer.Length.ShouldBe(60);
        (answer[0], answer[1], answer[3], answer.Number(4)).ShouldBe(((byte)2, (byte)0x81, (byte)0, 3600u));
        answer[24..42].ShouldBe(request[24..42]);
        answer.Port(42).ShouldBe(20001);
        new IPAddress(answer[44..60]).MapToIPv4().ShouldBe(router.WanAddress);

        var mapping = router.Mappings.ShouldHaveSingleItem();
        (mapping.Protocol, mapping.ExternalPort, mapping.MadeBy, mapping.Nonce).ShouldBe((ProtocolType.Tcp, 20001, RouterProtocols.Pcp, "0102030405060708090a0b0c"));
        router.Counts[RouterRequest.PcpMap].ShouldBe(1);
    }

    [Theory]
    [InlineData(1u, 120u)]
    [InlineData(120u, 120u)]
    [InlineData(3600u, 3600u)]
    [InlineData(uint.MaxValue, 86400u)]
    public async Task Map_Lifetime_IsClampedAsMiniupnpdDoes(uint asked, uint granted)
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        (await router.AskPcpAsync(PcpClient.Map(8554, 20001, asked)))!.Number(4).ShouldBe(granted);
    }

    [Fact]
    public async Task Map_Held_GrantsTheNextUnlessFailureIsPreferred()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        await router.AskPcpAsync(PcpClient.Map(8554, 20001, client: Camera), Camera);
        (await router.AskPcpAsync(PcpClient.Map(8554, 20001, options: PcpClient.PreferFailure)))![3].ShouldBe((byte)11);
        (await router.AskPcpAsync(PcpClient.Map(8554, 20001)))!.Port(42).ShouldBe(20002);
        (await router.AskPcpAsync(PcpClient.Map(8555, 20005, externalAddress: IPAddress.Parse("198.51.100.1"), options: PcpClient.PreferFailure)))![3].ShouldBe((byte)11);
    }

    [Fact]
    public async Task Map_Renewed_KeepsPortAndNeedsTheNonce()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        await router.AskPcpAsync(PcpClient.Map(8554, 20001, 600));
        _time.Advance(TimeSpan.FromSeconds(300));
        (await router.AskPcpAsync(PcpClient.Map(8554, 20009, 600, nonce: new byte[12])))![3].ShouldBe((byte)2);
        (await router.AskPcpAsync(PcpClient.Map(8554, 20009, 600)))!.Port(42).ShouldBe(20001);
        router.Mappings.ShouldHaveSingleItem().ExpiresAt.ShouldBe(_time.GetUtcNow() + TimeSpan.FromSeconds(600));
    }

    [Fact]
    public async Task Map_Deleted_NeedsTheNonceAndAbsenceIsSuccess()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        await router.AskPcpAsync(PcpClient.Map(8554, 20001));
        (await router.AskPcpAsync(PcpClient.Map(8554, 0, 0, nonce: new byte[12])))![3].ShouldBe((byte)2);
        router.Mappings.ShouldHaveSingleItem();
        var gone = (await router.AskPcpAsync(PcpClient.Map(8554, 20001, 0))).ShouldNotBeNull();
        (gone[3], gone.Number(4), gone.Port(42)).ShouldBe(((byte)0, 0u, 20001));
        router.Mappings.ShouldBeEmpty();
        (await router.AskPcpAsync(PcpClient.Map(8554, 20001, 0)))![3].ShouldBe((byte)0);
    }

    [Theory]
    [InlineData(6, 0)]
    [InlineData(0, 0)]
    public async Task Map_DeletedForAll_RemovesThisHostsOnly(byte protocol, int port)
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        await router.AskPcpAsync(PcpClient.Map(8554, 20001));
        await router.AskPcpAsync(PcpClient.Map(8555, 20002));
        await router.AskPcpAsync(PcpClient.Map(8554, 20003, client: Camera), Camera);
        (await router.AskPcpAsync(PcpClient.Map(port, 0, 0, protocol)))![3].ShouldBe((byte)0);
        router.Mappings.ShouldHaveSingleItem().Internal.Address.ShouldBe(Camera);
    }

    [Fact]
    public async Task Map_ThirdParty_NeedsToBeAllowed()
    {
        await using var secure = await Loopback.StartRouterAsync(time: _time);
        (await secure.AskPcpAsync(PcpClient.Map(8554, 20001, options: PcpClient.ThirdParty(Camera))))![3].ShouldBe((byte)5);

        await using var open = await Loopback.StartRouterAsync(new() { AllowThirdParty = true }, _time);
        var answer = (await open.AskPcpAsync(PcpClient.Map(8554, 20001, options: PcpClient.ThirdParty(Camera)))).ShouldNotBeNull();
        (answer[3], answer.Port(42)).ShouldBe(((byte)0, 20001));
        answer[60..].ShouldBe(PcpClient.ThirdParty(Camera), "options are copied into the response");
        open.Mappings.ShouldHaveSingleItem().Internal.ShouldBe(new IPEndPoint(Camera, 8554));
        (await open.AskPcpAsync(PcpClient.Map(8554, 20001, options: PcpClient.ThirdParty(IPAddress.Loopback))))![3].ShouldBe((byte)3);
    }

    [Fact]
    public async Task Map_FilterForOneHost_BecomesTheRemoteHost()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        byte[] filter = [3, 0, 0, 20, 0, 128, 0, 0, .. IPAddress.Parse("127.0.0.9").MapToIPv6().GetAddressBytes()];
        (await router.AskPcpAsync(PcpClient.Map(8554, 20001, options: filter)))![3].ShouldBe((byte)0);
        router.Mappings.ShouldHaveSingleItem().RemoteHost.ShouldBe("127.0.0.9");
    }

    [Fact]
    public async Task Map_Refusals_HaveTheirResults()
    {
        await using var denying = await Loopback.StartRouterAsync(RouterProfile.DeniesEverything.Options, _time);
        (await denying.AskPcpAsync(PcpClient.Map(8554, 20001)))![3].ShouldBe((byte)2);
        await using var full = await Loopback.StartRouterAsync(RouterProfile.TableFull.Options, _time);
        var noRoom = (await full.AskPcpAsync(PcpClient.Map(8554, 20001))).ShouldNotBeNull();
        (noRoom[3], noRoom.Number(4)).ShouldBe(((byte)8, 30u));
        full.SetConnectionDown();
        (await full.AskPcpAsync(PcpClient.Map(8554, 20001)))![3].ShouldBe((byte)7);
    }

    public static TheoryData<string, byte[], int> Malformed => new()
    {
        { "another version", [3, .. PcpClient.Map(1, 1)[1..]], 1 },
        { "too short", PcpClient.Pcp(1, 0, IPAddress.Loopback)[..20], 3 },
        { "MAP without its part", PcpClient.Pcp(1, 60, IPAddress.Loopback), 3 },
        { "no multiple of four", [.. PcpClient.Map(1, 1), 0], 3 },
        { "too long", [.. PcpClient.Map(1, 1), .. new byte[1044]], 3 },
        { "unknown opcode", PcpClient.Pcp(3, 60, IPAddress.Loopback), 4 },
        { "another client address", PcpClient.Map(1, 1, client: IPAddress.Parse("10.0.0.1")), 12 },
        { "unknown mandatory option", PcpClient.Map(1, 1, options: [77, 0, 0, 0]), 5 },
        { "option beyond the end", PcpClient.Map(1, 1, options: [2, 0, 0, 8]), 6 },
        { "option of a wrong length", PcpClient.Map(1, 1, options: [2, 0, 0, 4, 0, 0, 0, 0]), 6 },
        { "the same option twice", PcpClient.Map(1, 1, options: [2, 0, 0, 0, 2, 0, 0, 0]), 6 },
        { "failure preferred to nothing", PcpClient.Map(1, 0, options: [2, 0, 0, 0]), 6 },
        { "all protocols with a port", PcpClient.Map(80, 1, protocol: 0), 3 },
        { "all protocols", PcpClient.Map(0, 0, protocol: 0), 9 },
        { "another protocol", PcpClient.Map(80, 1, protocol: 132), 9 },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Request_Malformed_IsToldSo(string what, byte[] request, int result)
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        var answer = (await router.AskPcpAsync(request)).ShouldNotBeNull(what);
        answer[3].ShouldBe((byte)result, what);
        (answer[0], answer[1] & 0x80).ShouldBe(((byte)2, 0x80), what);
        (answer.Length % 4).ShouldBe(0, what);
        router.Mappings.ShouldBeEmpty(what);
    }

    [Fact]
    public async Task Map_UnknownOptionalOption_IsIgnored()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        (await router.AskPcpAsync(PcpClient.Map(8554, 20001, options: [200, 0, 0, 3, 1, 2, 3, 0])))![3].ShouldBe((byte)0);
    }

    [Fact]
    public async Task NatPmpRequest_OnlyPcpOn_IsAnsweredInPcp()
    {
        await using var router = await Loopback.StartRouterAsync(RouterProfile.PcpOnly.Options, _time);
        var answer = (await router.AskPcpAsync([0, 0])).ShouldNotBeNull();
        (answer[0], answer[1], answer[3]).ShouldBe(((byte)2, (byte)0x80, (byte)1));
    }
}
