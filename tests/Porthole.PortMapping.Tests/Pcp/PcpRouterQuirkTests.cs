using System.Net;
using Porthole.PortMapping.Pcp;
using Porthole.PortMapping.Tests.Discovery;
using Porthole.PortMapping.Tests.NatPmp;
using Porthole.PortMapping.Tests.Quirks;

namespace Porthole.PortMapping.Tests.Pcp;

/// <summary>What PCP routers are known to do, each with where it was seen.</summary>
public sealed class PcpRouterQuirkTests
{
    // miniupnpd ships with enable_pcp_pmp=no: the port is closed.
    [Quirk("2 PCP as shipped")]
    [Fact]
    public async Task Search_PcpSwitchedOffAsShipped_EndsWithTheClosedPort_miniupnpd()
    {
        await using var server = new LoopbackGateway(_ => []);
        var options = server.Options(MappingProtocol.Pcp) with { PcpPort = LoopbackGateway.FreePort() };
        await using var session = new GatewaySession(LoopbackGateway.Gateway, options, TimeProvider.System);
        session.Start();
        var ended = await Eventually.Next<GatewayEvent.SearchEnded>(session.Events);
        ended.Probes.ShouldHaveSingleItem().Answer.ShouldContain("port unreachable");
    }

    // miniupnpd ships with pcp_allow_thirdparty=no.
    [Quirk("2 PCP as shipped")]
    [Fact]
    public async Task Map_ThirdPartyNotAllowedAsShipped_IsOnlyForAsker_miniupnpd() =>
        await RefusesAsync(5, RefusalReason.OnlyForAsker, PcpFixture.Request("192.168.1.20"));

    // miniupnpd pcpserver.c: the client address in the packet is not the sender's, so another NAT lies between.
    [Quirk("2 PCP as shipped")]
    [Fact]
    public async Task Map_AddressMismatch_SaysThatANatLiesBetween_miniupnpd() =>
        (await RefusesAsync(12, RefusalReason.NotAuthorized)).Evidence.ShouldContain("another NAT lies between");

    // miniupnpd clamps a lifetime to 120 ... 86400 s.
    [Quirk("2 PCP as shipped")]
    [Theory]
    [InlineData(10, 120)]
    [InlineData(1_000_000, 86400)]
    public async Task Map_LifetimeClamped_ReturnsTheGrantedOne_miniupnpd(int asked, uint granted)
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.Reply(request, lifetime: granted)]);
        var sut = await fixture.Ask();
        var result = await sut.MapAsync(PcpFixture.Request() with { Lease = TimeSpan.FromSeconds(asked) }, default);
        result.Value!.Lease.ShouldBe(TimeSpan.FromSeconds(granted));
        PcpServerMirror.Lifetime(fixture.MapRequests[0]).ShouldBe((uint)asked);
    }

    // A mapping made under a forgotten nonce: tailscale/tailscale#1080, #21127, miniupnp/miniupnp#748.
    [Quirk("2 PCP as shipped")]
    [Quirk("3e PCP nonce")]
    [Fact]
    public async Task Map_WrongNonce_SaysSo_miniupnp748() =>
        (await RefusesAsync(2, RefusalReason.NotAuthorized)).Evidence.ShouldContain("another nonce");

    // The nonces of one secret are the same in every run, so that the case above does not come up.
    [Quirk("3e PCP nonce")]
    [Fact]
    public async Task Map_AfterARestartOfThisProgram_KnowsItsNonce_tailscale21127()
    {
        var nonces = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            await using var fixture = new PcpFixture(request => [PcpServerMirror.Reply(request)]);
            await (await fixture.Ask()).MapAsync(PcpFixture.Request(), default);
            nonces.Add(Convert.ToHexString(PcpServerMirror.Nonce(fixture.MapRequests[0])));
        }
        nonces[0].ShouldBe(nonces[1]);
    }

    // miniupnpd: PREFER_FAILURE and the port is taken.
    [Quirk("2 PCP as shipped")]
    [Fact]
    public async Task Map_PreferFailureConflict_IsAConflict_miniupnpd() =>
        await RefusesAsync(11, RefusalReason.Conflict, PcpFixture.Request() with { ExactPort = true });

    // miniupnpd 2.3.1 takes PREFER_FAILURE and hands out another port all the same, seen with the Debian package.
    [Fact]
    public async Task Map_PreferFailureIgnored_IsAConflictAndGivenBack_miniupnpd231()
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.Reply(request, externalPort: 18556)]);
        var sut = await fixture.Ask();
        (await sut.MapAsync(PcpFixture.Request() with { ExactPort = true }, default)).Refusal!.Reason.ShouldBe(RefusalReason.Conflict);
        PcpServerMirror.Lifetime(fixture.MapRequests[^1]).ShouldBe(0u);
    }

    // miniupnpd 2.3.1 answers the removal of an absent mapping with NO_RESOURCES, seen with the Debian package.
    [Fact]
    public async Task Unmap_AbsentMapping_CountsAsRemoved_miniupnpd231()
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.Lifetime(request) == 0
            ? PcpServerMirror.Reply(request, PcpResultCode.NoResources)
            : PcpServerMirror.Reply(request)]);
        var sut = await fixture.Ask();
        var mapping = (await sut.MapAsync(PcpFixture.Request(), default)).Value.ShouldNotBeNull();
        (await sut.UnmapAsync(mapping, default)).IsGranted.ShouldBeTrue();
    }

    // Announces the service, then authorizes nothing: tailscale/tailscale#1531.
    [Quirk("3e PCP announced")]
    [Fact]
    public async Task Map_AnnouncedYetNotAuthorized_IsFoundAndRefused_tailscale1531() =>
        await RefusesAsync(2, RefusalReason.NotAuthorized);

    // NO_RESOURCES whatever is asked: tailscale/tailscale#13687.
    [Quirk("3e PCP result 8")]
    [Fact]
    public async Task Map_NoResourcesForEveryPort_IsTableFull_tailscale13687() => await RefusesAsync(8, RefusalReason.TableFull);

    // NO_RESOURCES for a port that is taken, while another would be granted: Bitcoin Core, pcp.cpp.
    [Quirk("3e PCP port used")]
    [Fact]
    public async Task Map_NoResourcesForATakenPort_TakesAnother_bitcoin()
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.ExternalPort(request) == 0
            ? PcpServerMirror.Reply(request, externalPort: 40000)
            : PcpServerMirror.Reply(request, PcpResultCode.NoResources)]);
        var sut = await fixture.Ask();
        (await sut.MapAsync(PcpFixture.Request(), default)).Value!.ExternalPort.ShouldBe((ushort)40000);
    }

    // Renewals of IPv6 pinholes end in NO_RESOURCES: bitcoin/bitcoin#30043. Pinholes are not asked for at all.
    [Quirk("3e PCP IPv6")]
    [Fact]
    public async Task Map_IPv6Host_IsNotSent_bitcoin30043()
    {
        await using var fixture = new PcpFixture(_ => []);
        (await (await fixture.Ask()).MapAsync(PcpFixture.Request("fd00::1"), default)).Refusal!.Reason.ShouldBe(RefusalReason.Unsupported);
        fixture.MapRequests.ShouldBeEmpty();
    }

    // A NAT-PMP gateway answers PCP with 8 bytes of version 0 that do not tell which request is meant: mDNSResponder, Bitcoin Core.
    [Quirk("3e PCP version 0")]
    [Fact]
    public async Task Map_GatewayFellBackToNatPmp_IsUnsupportedAndLost_mDNSResponder()
    {
        await using var fixture = new PcpFixture(_ => [NatPmpServerMirror.Error(1, result: 1)]);
        var sut = await fixture.Ask();
        (await sut.MapAsync(PcpFixture.Request(), default)).Refusal!.Reason.ShouldBe(RefusalReason.Unsupported);
        fixture.Sink.LostProtocols.ShouldBe([MappingProtocol.Pcp]);
    }

    // No announcement at all: the epoch in the next answer tells.
    [Quirk("3e no announcement")]
    [Fact]
    public async Task Map_RouterRestartedWithoutAWord_IsARestart()
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.Reply(request, epoch: 0)]);
        await (await fixture.Ask()).MapAsync(PcpFixture.Request(), default);
        fixture.Sink.Restarts.Count.ShouldBe(1);
    }

    // External addresses that are no public ones are told as they are; what they mean is for the caller to say.
    [Quirk("3e NAT-PMP private")]
    [Theory]
    [InlineData("192.168.0.2")] // behind a modem that is a router: tailscale/tailscale#13745
    [InlineData("100.64.0.9")] // carrier-grade NAT
    public async Task GetExternalAddress_NotPublic_IsReturned_tailscale13745(string address)
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.Reply(request, externalAddress: address)]);
        (await (await fixture.Ask()).GetExternalAddressAsync(default)).Value.ShouldBe(IPAddress.Parse(address));
    }

    private static async Task<Refusal> RefusesAsync(int code, RefusalReason reason, MappingRequest? request = null)
    {
        await using var fixture = new PcpFixture(asked => [PcpServerMirror.Reply(asked, (PcpResultCode)code, lifetime: 1800)]);
        var sut = await fixture.Ask();
        var refusal = (await sut.MapAsync(request ?? PcpFixture.Request(), default)).Refusal.ShouldNotBeNull();
        refusal.Reason.ShouldBe(reason);
        refusal.Code.ShouldBe(code);
        refusal.RetryAfter.ShouldBe(TimeSpan.FromMinutes(30));
        return refusal;
    }
}
