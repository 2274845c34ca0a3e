using System.Net;
using System.Net.Sockets;
using Porthole.PortMapping.Pcp;
using Porthole.PortMapping.Tests.Discovery;
using Porthole.PortMapping.Tests.NatPmp;
using Porthole.PortMapping.Tests.Quirks;

namespace Porthole.PortMapping.Tests.Pcp;

public sealed class PcpProbeTests
{
    [Fact]
    public async Task Send_GatewayAnswers_IsFoundAndReported()
    {
        await using var fixture = new PcpFixture(_ => []);
        (await fixture.Ask()).Name.ShouldBe("pcp");
        fixture.Probe.Report().Answered.ShouldBeTrue();
        fixture.Probe.Report().Answer.ShouldBe("PCP version 2, epoch 100 s");
    }

    [Fact]
    public async Task Send_NatPmpOnlyGateway_SaysSoAndIsNotAskedAgain()
    {
        await using var server = new LoopbackGateway(_ => [NatPmpServerMirror.Error(0, result: 1)]);
        await using var sut = new PcpProbe(LoopbackGateway.Gateway, server.Options(MappingProtocol.Pcp), Identities.Plain, TimeProvider.System);
        sut.Start(new RecordingSink());
        sut.Send(0);
        await Eventually.True(() => sut.Report().Answer.Contains("speaks NAT-PMP"), "the version is noted");
        sut.Send(1);
        sut.Report().Tried.ShouldEndWith("once");
        sut.Report().Answered.ShouldBeFalse();
    }

    [Fact]
    public async Task Send_PortClosed_IsEvidence()
    {
        await using var server = new LoopbackGateway(_ => []);
        var options = server.Options(MappingProtocol.Pcp) with { PcpPort = LoopbackGateway.FreePort() };
        await using var sut = new PcpProbe(LoopbackGateway.Gateway, options, Identities.Plain, TimeProvider.System);
        sut.Start(new RecordingSink());
        for (var attempt = 0; attempt < 300; attempt++)
            sut.Send(attempt);
        await Eventually.True(() => sut.Report().Answer.Contains("port unreachable"), "the refusal is noted");
        sut.Report().Answered.ShouldBeFalse();
    }

    [Fact]
    public async Task Answer_FromAnotherSource_IsDroppedAndTold()
    {
        await using var fixture = new PcpFixture(_ => []);
        await fixture.Ask();
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        stranger.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        stranger.SendTo(PcpServerMirror.Announcement(5), fixture.Server.Client!);

        await Eventually.True(() => fixture.Sink.Strangers.Contains(IPAddress.Parse("127.0.0.2")), "the stranger is told");
        fixture.Sink.Restarts.ShouldBeEmpty();
    }

    [Quirk("3b another address")]
    [Fact]
    public async Task Answer_FromASecondAddressBehindTheGatewaysMac_IsTheGateways_tailscale5502()
    {
        using var second = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await using var fixture = new PcpFixture(_ => [], identity: Identities.Twin("127.0.0.5"));
        await fixture.Ask();
        // VRRP: the answer comes from the router's own address, and from the port that was asked.
        second.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.5"), fixture.Server.Port));
        second.SendTo(PcpServerMirror.Announcement(5), fixture.Server.Client!);

        await Eventually.True(() => !fixture.Sink.Restarts.IsEmpty, "its epoch counts");
        fixture.Sink.Strangers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Answer_FromTheGatewayButAnotherPort_IsDropped()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await using var fixture = new PcpFixture(_ => []);
        await fixture.Ask();
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.SendTo(PcpServerMirror.Announcement(5), fixture.Server.Client!);

        fixture.Server.Tell(PcpServerMirror.Announcement(100), fixture.Server.Client!);
        await Eventually.True(() => fixture.Sink.FoundProtocols.Count == 2, "what came after it was taken");
        fixture.Sink.Restarts.ShouldBeEmpty();
        fixture.Sink.Strangers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Answer_EpochStartedAnew_IsARestart()
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.Reply(request, epoch: 3)]);
        var protocol = await fixture.Ask();

        (await protocol.MapAsync(PcpFixture.Request(), default)).IsGranted.ShouldBeTrue();

        fixture.Sink.Restarts.ShouldHaveSingleItem().ShouldContain("from 100 s to 3 s");
    }

    [Fact]
    public async Task Answer_UnaskedMappingWithAnotherAddress_TellsTheAddress()
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.Reply(request)]);
        var protocol = await fixture.Ask();
        await protocol.MapAsync(PcpFixture.Request(), default);

        fixture.Server.Tell(PcpServerMirror.Reply(fixture.MapRequests[0], externalAddress: "198.51.100.9"), fixture.Server.Client!);

        await Eventually.True(() => !fixture.Sink.Addresses.IsEmpty, "the address is told");
        fixture.Sink.Addresses.ShouldHaveSingleItem().ShouldBe(IPAddress.Parse("198.51.100.9"));
    }

    [Fact]
    public async Task ReadAnnouncement_OfItsProtocol_IsFoundWithoutBeingAsked()
    {
        await using var fixture = new PcpFixture(_ => []);
        fixture.Probe.ReadAnnouncement(PcpServerMirror.Announcement(0)).ShouldBeTrue();
        fixture.Sink.FoundProtocols.Count.ShouldBe(1);
        fixture.Probe.ReadAnnouncement(NatPmpServerMirror.Address()).ShouldBeFalse();
    }
}
