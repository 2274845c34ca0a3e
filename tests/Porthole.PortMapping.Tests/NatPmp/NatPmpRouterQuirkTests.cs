using System.Net;
using Porthole.PortMapping.Tests.Discovery;
using Porthole.PortMapping.Tests.Quirks;

namespace Porthole.PortMapping.Tests.NatPmp;

/// <summary>What NAT-PMP routers are known to do, each with where it was seen.</summary>
public sealed class NatPmpRouterQuirkTests
{
    // Errors without the internal port, cut short or with 0 in its place: a comment in mDNSResponder, uDNS.c.
    [Quirk("3e NAT-PMP no port")]
    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public async Task Map_ErrorWithoutInternalPort_IsTheErrorOfTheOneRequest_mDNSResponder(int length)
    {
        await using var fixture = NatPmpFixture.Mapping(request => [NatPmpServerMirror.Error(request[1], result: 2, length: length)]);
        (await (await fixture.Ask()).MapAsync(NatPmpFixture.Request(), default)).Refusal!.Reason.ShouldBe(RefusalReason.NotAuthorized);
    }

    // Another port than the one asked for: RFC 6886, 3.3; go-libp2p took no notice. miniupnpd hands out the next free one.
    [Quirk("2 PCP as shipped")]
    [Quirk("3e NAT-PMP other port")]
    [Fact]
    public async Task Map_AnotherPortGranted_IsTheGrantedOne_goLibp2p()
    {
        await using var fixture = NatPmpFixture.Mapping(request => [NatPmpServerMirror.Mapped(request, externalPort: 8555)]);
        (await (await fixture.Ask()).MapAsync(NatPmpFixture.Request(), default)).Value!.ExternalPort.ShouldBe((ushort)8555);
    }

    [Quirk("3e always a day")]
    [Quirk("3e NAT-PMP lifetime")]
    [Theory]
    [InlineData(60)] // shorter than asked
    [InlineData(86400)] // always a day: Technicolor, miniupnp/miniupnp#398
    public async Task Map_AnotherLifetimeGranted_IsTheGrantedOne_miniupnp398(uint lifetime)
    {
        await using var fixture = NatPmpFixture.Mapping(request => [NatPmpServerMirror.Mapped(request, lifetime: lifetime)]);
        (await (await fixture.Ask()).MapAsync(NatPmpFixture.Request(), default)).Value!.Lease.ShouldBe(TimeSpan.FromSeconds(lifetime));
    }

    // Result 3 while the WAN is down, or where miniupnpd refuses a private WAN address: jackpal/go-nat-pmp#11.
    [Quirk("2 private WAN")]
    [Quirk("3e NAT-PMP result 3")]
    [Fact]
    public async Task Map_ConnectionDown_IsConnectionDown_goNatPmp11()
    {
        await using var fixture = new NatPmpFixture(request => [NatPmpServerMirror.Error(request[1], result: 3)]);
        var sut = await fixture.Ask();
        (await sut.MapAsync(NatPmpFixture.Request(), default)).Refusal!.Reason.ShouldBe(RefusalReason.ConnectionDown);
        (await sut.GetExternalAddressAsync(default)).Refusal!.Reason.ShouldBe(RefusalReason.ConnectionDown);
    }

    // The same result where miniupnpd could not set its firewall rule: seen with the Debian package without its chains.
    [Fact]
    public async Task Map_NetworkFailureWithAnAddress_IsNotTheConnection_miniupnpd231()
    {
        await using var fixture = NatPmpFixture.Mapping(request => [NatPmpServerMirror.Error(request[1], result: 3, length: 16)]);
        var refusal = (await (await fixture.Ask()).MapAsync(NatPmpFixture.Request(), default)).Refusal.ShouldNotBeNull();
        refusal.Reason.ShouldBe(RefusalReason.Unexplained);
        refusal.Evidence.ShouldContain("could not set the rule");
    }

    // 0.0.0.0 with success: "pathologically", mDNSResponder; Tailscale rejects it too.
    [Quirk("3e NAT-PMP 0.0.0.0")]
    [Fact]
    public async Task GetExternalAddress_ZeroWithSuccess_IsConnectionDown_mDNSResponder()
    {
        await using var fixture = new NatPmpFixture(_ => [NatPmpServerMirror.Address("0.0.0.0")]);
        (await (await fixture.Ask()).GetExternalAddressAsync(default)).Refusal!.Reason.ShouldBe(RefusalReason.ConnectionDown);
    }

    [Quirk("3e NAT-PMP private")]
    [Theory]
    [InlineData("192.168.0.2")] // behind a modem that is a router: tailscale/tailscale#13745
    [InlineData("100.64.0.9")] // carrier-grade NAT
    public async Task GetExternalAddress_NotPublic_IsReturned_tailscale13745(string address)
    {
        await using var fixture = new NatPmpFixture(_ => [NatPmpServerMirror.Address(address)]);
        (await (await fixture.Ask()).GetExternalAddressAsync(default)).Value.ShouldBe(IPAddress.Parse(address));
    }

    // Clocks slow by an eighth are borne; one that starts anew at 0 is a restart: RFC 6886, 3.6, mDNSResponder's tolerances.
    [Quirk("3e epoch")]
    [Theory]
    [InlineData(1700, 0)]
    [InlineData(0, 1)]
    public async Task Epoch_SlowClockOrRestart_IsToldApart_mDNSResponder(uint epoch, int restarts)
    {
        var time = new ManualTime();
        await using var fixture = new NatPmpFixture(
            request => [request.Length == 2 ? NatPmpServerMirror.Address(epoch: 1000) : NatPmpServerMirror.Mapped(request, epoch: epoch)], time);
        var sut = await fixture.Ask();
        time.Advance(TimeSpan.FromSeconds(800));
        await sut.MapAsync(NatPmpFixture.Request(), default);
        fixture.Sink.Restarts.Count.ShouldBe(restarts);
    }

    // miniupnpd announces ten times over, with epochs that go on: one restart, not ten.
    [Quirk("2 restart")]
    [Fact]
    public async Task Announcement_Repeated_IsOneRestart_miniupnpd()
    {
        await using var fixture = new NatPmpFixture(_ => [NatPmpServerMirror.Address(epoch: 5000)]);
        await fixture.Ask();
        for (uint repeat = 0; repeat < 10; repeat++)
            fixture.Probe.ReadAnnouncement(NatPmpServerMirror.Address(epoch: repeat / 3)).ShouldBeTrue();
        fixture.Sink.Restarts.Count.ShouldBe(1);
    }

    // A PCP server without NAT-PMP answers in version 2: RFC 6887, appendix A.
    [Fact]
    public async Task Search_PcpOnlyServer_IsNamed()
    {
        await using var fixture = new NatPmpFixture(_ => [[2, 0x80, 0, 1, .. new byte[20]]]);
        fixture.Probe.Send(0);
        await Eventually.True(() => fixture.Probe.Report().Answer.Contains("it speaks PCP, not NAT-PMP"), "the answer is noted");
        fixture.Sink.FoundProtocols.ShouldBeEmpty();
    }
}
