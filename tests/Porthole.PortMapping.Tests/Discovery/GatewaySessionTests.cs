using System.Net;
using System.Net.Sockets;
using Porthole.PortMapping.Tests.NatPmp;
using Porthole.PortMapping.Tests.Pcp;
using Porthole.PortMapping.Tests.Quirks;

namespace Porthole.PortMapping.Tests.Discovery;

/// <summary>The session with real probes and real sockets on loopback.</summary>
public sealed class GatewaySessionTests
{
    private static readonly MappingProtocol[] Both = [MappingProtocol.Pcp, MappingProtocol.NatPmp];

    private static IEnumerable<byte[]> Answer(byte[] request, uint epoch) =>
        PcpServerMirror.IsPcp(request) ? [PcpServerMirror.Reply(request, epoch: epoch)]
        : NatPmpServerMirror.Opcode(request) == NatPmpServerMirror.ExternalAddress ? [NatPmpServerMirror.Address(epoch: epoch)]
        : [NatPmpServerMirror.Mapped(request, epoch: epoch)];

    [Fact]
    public async Task Start_GatewayWithBoth_FindsBothAndMaps()
    {
        await using var server = new LoopbackGateway(request => Answer(request, 100));
        await using var sut = new GatewaySession(LoopbackGateway.Gateway, server.Options(Both), new ManualTime());
        sut.Start();

        var first = (await Eventually.Next<GatewayEvent.ProtocolFound>(sut.Events)).Protocol;
        var second = (await Eventually.Next<GatewayEvent.ProtocolFound>(sut.Events)).Protocol;
        new[] { first.Kind, second.Kind }.ShouldBe(Both, ignoreOrder: true);
        (await Eventually.Next<GatewayEvent.SearchEnded>(sut.Events)).Found.ShouldBe(Both);
        foreach (var protocol in new[] { first, second })
            (await protocol.MapAsync(PcpFixture.Request(), default)).Value!.ExternalPort.ShouldBe((ushort)8554);
    }

    [Quirk("2 restart")]
    [Fact]
    public async Task Announcement_GatewayRestarted_IsToldAndSearchedAnew()
    {
        uint epoch = 5000;
        await using var server = new LoopbackGateway(request => Answer(request, epoch));
        var options = server.Options(Both);
        await using var sut = new GatewaySession(LoopbackGateway.Gateway, options, new ManualTime());
        sut.Start();
        await Eventually.Next<GatewayEvent.SearchEnded>(sut.Events);

        epoch = 0;
        var listener = new IPEndPoint(IPAddress.Loopback, options.AnnouncementPort);
        for (var repeat = 0; repeat < 3; repeat++)
            server.Tell(PcpServerMirror.Announcement(0), listener);

        (await Eventually.Next<GatewayEvent.Restarted>(sut.Events)).Evidence.ShouldContain("PCP epoch fell from 5000 s");
        await Eventually.True(() => server.Received.Count >= 4, "a new search");
    }

    [Fact]
    public async Task Announcement_NotFromTheGateway_IsTheStrangers()
    {
        await using var server = new LoopbackGateway(request => Answer(request, 5000));
        var options = server.Options(Both);
        await using var sut = new GatewaySession(LoopbackGateway.Gateway, options, new ManualTime());
        sut.Start();
        await Eventually.Next<GatewayEvent.SearchEnded>(sut.Events);

        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        stranger.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.3"), 0));
        var ignored = Eventually.Next<GatewayEvent.StrangerIgnored>(sut.Events);

        // The session may answer before it listens.
        await Eventually.True(
            () =>
            {
                stranger.SendTo(PcpServerMirror.Announcement(0), new IPEndPoint(IPAddress.Loopback, options.AnnouncementPort));
                return ignored.IsCompleted;
            },
            "the stranger is told");

        (await ignored).Address.ShouldBe(IPAddress.Parse("127.0.0.3"));
    }

    [Fact]
    public async Task Start_NothingListens_EndsWithTheRefusalAsEvidence()
    {
        await using var server = new LoopbackGateway(_ => []);
        var options = server.Options(Both) with { PcpPort = LoopbackGateway.FreePort() };
        await using var sut = new GatewaySession(LoopbackGateway.Gateway, options, TimeProvider.System);
        sut.Start();

        var ended = await Eventually.Next<GatewayEvent.SearchEnded>(sut.Events);
        ended.Found.ShouldBeEmpty();
        ended.Probes.ShouldAllBe(probe => probe.Answer.Contains("port unreachable"));
    }
}
