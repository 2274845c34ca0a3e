using System.Net;
using Porthole.PortMapping.Tests.Discovery;

namespace Porthole.PortMapping.Tests.NatPmp;

public sealed class NatPmpProbeTests
{
    [Fact]
    public async Task Send_GatewayAnswers_IsFoundAndReported()
    {
        await using var fixture = new NatPmpFixture(_ => [NatPmpServerMirror.Address(epoch: 42)]);
        (await fixture.Ask()).Name.ShouldBe("nat-pmp");

        var report = fixture.Probe.Report();
        report.Answered.ShouldBeTrue();
        report.Tried.ShouldBe($"external address request to 127.0.0.1:{fixture.Server.Port}, once");
        report.Answer.ShouldBe("NAT-PMP, epoch 42 s");
    }

    [Fact]
    public async Task Send_PcpOnlyGateway_IsNotAskedAgainInThisSearch()
    {
        await using var fixture = new NatPmpFixture(_ => [NatPmpServerMirror.Error(NatPmpServerMirror.ExternalAddress, result: 1)]);
        fixture.Probe.Send(0);
        await Eventually.True(() => fixture.Probe.Report().Answer.Contains("unsupported version"), "the answer is noted");
        fixture.Probe.Send(1);

        fixture.Probe.Report().Tried.ShouldEndWith("once");
        fixture.Probe.Report().Answered.ShouldBeFalse();
        fixture.Sink.FoundProtocols.ShouldBeEmpty();
    }

    [Fact]
    public async Task Send_SwitchedOffInTheRouter_IsFound()
    {
        await using var fixture = new NatPmpFixture(_ => [NatPmpServerMirror.Error(NatPmpServerMirror.ExternalAddress, result: 2)]);
        (await fixture.Ask()).Kind.ShouldBe(MappingProtocol.NatPmp);
    }

    [Fact]
    public async Task ReadAnnouncement_NewAddressAndEpoch_TellsBoth()
    {
        await using var fixture = new NatPmpFixture(_ => [NatPmpServerMirror.Address(epoch: 4000)]);
        await fixture.Ask();

        fixture.Probe.ReadAnnouncement(NatPmpServerMirror.Address("198.51.100.8", epoch: 0)).ShouldBeTrue();

        fixture.Sink.Restarts.ShouldHaveSingleItem().ShouldContain("epoch");
        fixture.Sink.Addresses.ShouldHaveSingleItem().ShouldBe(IPAddress.Parse("198.51.100.8"));
    }

    [Fact]
    public async Task ReadAnnouncement_Pcp_IsNotForThisProbe()
    {
        await using var fixture = new NatPmpFixture(_ => []);
        fixture.Probe.ReadAnnouncement(Pcp.PcpServerMirror.Announcement(0)).ShouldBeFalse();
    }
}
