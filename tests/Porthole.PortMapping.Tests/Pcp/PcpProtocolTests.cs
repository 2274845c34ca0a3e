using System.Net;
using Porthole.PortMapping.Pcp;
using Porthole.PortMapping.Tests.Discovery;

namespace Porthole.PortMapping.Tests.Pcp;

public sealed class PcpProtocolTests
{
    [Fact]
    public async Task Map_Granted_ReturnsWhatTheGatewayGrantedNotWhatWasAsked()
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.Reply(request, lifetime: 120, externalPort: 9000)]);
        var sut = await fixture.Ask();

        var result = await sut.MapAsync(PcpFixture.Request(), default);

        var mapping = result.Value.ShouldNotBeNull();
        mapping.Via.ShouldBe(MappingProtocol.Pcp);
        mapping.ExternalPort.ShouldBe((ushort)9000);
        mapping.ExternalAddress.ShouldBe(IPAddress.Parse("198.51.100.7"));
        mapping.Lease.ShouldBe(TimeSpan.FromSeconds(120));
        mapping.Description.ShouldBe("Front door");
        var request = fixture.MapRequests.Single();
        PcpServerMirror.Client(request).ShouldBe(IPAddress.Loopback);
        PcpServerMirror.InternalPort(request).ShouldBe((ushort)554);
        PcpServerMirror.ExternalPort(request).ShouldBe((ushort)8554);
        PcpServerMirror.Lifetime(request).ShouldBe(3600u);
        PcpServerMirror.Options(request).ShouldBeEmpty();
    }

    [Fact]
    public async Task Map_RenewedAndRemoved_KeepsItsNonce()
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.Reply(request)]);
        var sut = await fixture.Ask();

        var mapping = (await sut.MapAsync(PcpFixture.Request(), default)).Value.ShouldNotBeNull();
        await sut.MapAsync(PcpFixture.Request(), default);
        (await sut.UnmapAsync(mapping, default)).IsGranted.ShouldBeTrue();

        fixture.MapRequests.Count.ShouldBe(3);
        fixture.MapRequests.Select(request => Convert.ToHexString(PcpServerMirror.Nonce(request))).Distinct().Count().ShouldBe(1);
        PcpServerMirror.Lifetime(fixture.MapRequests[2]).ShouldBe(0u);
        PcpServerMirror.ExternalPort(fixture.MapRequests[2]).ShouldBe((ushort)0);
    }

    [Fact]
    public async Task Map_ForAnotherHost_CarriesThirdParty()
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.Reply(request)]);
        var sut = await fixture.Ask();

        (await sut.MapAsync(PcpFixture.Request("192.168.1.20"), default)).IsGranted.ShouldBeTrue();

        sut.CanMapForOthers.ShouldBeTrue();
        var thirdParty = PcpServerMirror.Options(fixture.MapRequests.Single())[1];
        new IPAddress(thirdParty).MapToIPv4().ShouldBe(IPAddress.Parse("192.168.1.20"));
    }

    [Theory]
    [InlineData(PcpResultCode.UnsuppOption)]
    [InlineData(PcpResultCode.NotAuthorized)]
    public async Task Map_ThirdPartyRefused_IsRememberedUntilTheNextSearch(object code)
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.Reply(request, (PcpResultCode)code)]);
        var sut = await fixture.Ask();

        var result = await sut.MapAsync(PcpFixture.Request("192.168.1.20"), default);

        result.Refusal!.Reason.ShouldBe(RefusalReason.OnlyForAsker);
        sut.CanMapForOthers.ShouldBeFalse();
        fixture.Probe.Send(0);
        sut.CanMapForOthers.ShouldBeTrue();
    }

    [Fact]
    public async Task Map_NoResourcesForTheWishedPort_TakesAnyOther()
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.ExternalPort(request) == 0
            ? PcpServerMirror.Reply(request, externalPort: 40000)
            : PcpServerMirror.Reply(request, PcpResultCode.NoResources)]);
        var sut = await fixture.Ask();

        (await sut.MapAsync(PcpFixture.Request(), default)).Value!.ExternalPort.ShouldBe((ushort)40000);
    }

    [Fact]
    public async Task Map_ExactPortTaken_IsAConflict()
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.Options(request).ContainsKey(2)
            ? PcpServerMirror.Reply(request, PcpResultCode.CannotProvideExternal, lifetime: 30)
            : PcpServerMirror.Reply(request)]);
        var sut = await fixture.Ask();

        var result = await sut.MapAsync(PcpFixture.Request() with { ExactPort = true }, default);

        result.Refusal!.Reason.ShouldBe(RefusalReason.Conflict);
        result.Refusal.RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Map_ExactPortWithoutPreferFailure_GivesAnotherPortBack()
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.Options(request).ContainsKey(2)
            ? PcpServerMirror.Reply(request, PcpResultCode.UnsuppOption)
            : PcpServerMirror.Reply(request, externalPort: 9000)]);
        var sut = await fixture.Ask();

        var result = await sut.MapAsync(PcpFixture.Request() with { ExactPort = true }, default);

        result.Refusal!.Reason.ShouldBe(RefusalReason.Conflict);
        PcpServerMirror.Lifetime(fixture.MapRequests[^1]).ShouldBe(0u);
    }

    [Fact]
    public async Task Map_SuccessWithoutLifetime_IsGarbage()
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.Reply(request, lifetime: 0)]);
        var sut = await fixture.Ask();

        (await sut.MapAsync(PcpFixture.Request(), default)).Refusal!.Reason.ShouldBe(RefusalReason.Garbage);
    }

    [Fact]
    public async Task Map_ReplyWithAnotherNonce_IsNotTaken()
    {
        await using var fixture = new PcpFixture(request =>
        {
            var forged = PcpServerMirror.Reply(request, externalPort: 1);
            forged[24] ^= 0xFF;
            return [forged, PcpServerMirror.Reply(request, externalPort: 2)];
        });
        var sut = await fixture.Ask();

        (await sut.MapAsync(PcpFixture.Request(), default)).Value!.ExternalPort.ShouldBe((ushort)2);
    }

    [Fact]
    public async Task Map_FirstPacketsLost_IsSentAgain()
    {
        var lost = 0;
        var time = new ManualTime();
        await using var fixture = new PcpFixture(request => lost++ < 2 ? [] : [PcpServerMirror.Reply(request)], time);
        var sut = await fixture.Ask();

        var call = sut.MapAsync(PcpFixture.Request(), default).AsTask();
        for (var sent = 1; sent < 3; sent++)
        {
            await Eventually.True(() => fixture.MapRequests.Count == sent, $"{sent} sent");
            // 250 and 500 ms, each with up to a tenth more.
            await time.RunAsync(TimeSpan.FromMilliseconds(275 * sent), call);
        }

        (await call).IsGranted.ShouldBeTrue();
        fixture.MapRequests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Map_SilentGateway_CostsOneBoundAndASendForEachCallBehindIt()
    {
        var time = new ManualTime();
        await using var fixture = new PcpFixture(_ => [], time);
        var sut = await fixture.Ask();

        var began = time.GetUtcNow();
        var calls = Enumerable.Range(1, 20).Select(port => sut.MapAsync(PcpFixture.Request(port: (ushort)port), default).AsTask()).ToArray();
        var results = await time.RunUntilAsync(Task.WhenAll(calls));

        results.ShouldAllBe(result => result.Refusal!.Reason == RefusalReason.NoAnswer);
        await Eventually.True(() => fixture.MapRequests.Count == 5 + 19, "one full series and one send each");
        (time.GetUtcNow() - began).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Map_BehindARequestThatTheGatewayDislikes_IsGranted()
    {
        var time = new ManualTime();
        await using var fixture = new PcpFixture(
            request => PcpServerMirror.InternalPort(request) == 1 ? [] : [PcpServerMirror.Reply(request)], time);
        var sut = await fixture.Ask();

        var disliked = sut.MapAsync(PcpFixture.Request(port: 1), default).AsTask();
        var behind = sut.MapAsync(PcpFixture.Request(port: 2), default).AsTask();

        (await time.RunUntilAsync(disliked)).Refusal!.Reason.ShouldBe(RefusalReason.NoAnswer);
        (await behind).IsGranted.ShouldBeTrue();
    }

    [Fact]
    public async Task Map_SessionEndsMeanwhile_IsNoAnswerAndNoException()
    {
        var time = new ManualTime();
        var fixture = new PcpFixture(_ => [], time);
        var sut = await fixture.Ask();
        var call = sut.MapAsync(PcpFixture.Request(), default).AsTask();

        await fixture.DisposeAsync();

        (await call.WaitAsync(TimeSpan.FromSeconds(30))).Refusal!.Evidence.ShouldContain("session has ended");
        (await sut.MapAsync(PcpFixture.Request(), default)).Refusal!.Reason.ShouldBe(RefusalReason.NoAnswer);
    }

    [Fact]
    public async Task GetExternalAddress_NothingGrantedYet_MapsItsOwnPortAndRemovesIt()
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.Reply(request)]);
        var sut = await fixture.Ask();

        (await sut.GetExternalAddressAsync(default)).Value.ShouldBe(IPAddress.Parse("198.51.100.7"));
        (await sut.GetExternalAddressAsync(default)).IsGranted.ShouldBeTrue();

        fixture.MapRequests.Select(PcpServerMirror.Lifetime).ShouldBe([120u, 0u]);
        PcpServerMirror.InternalPort(fixture.MapRequests[0]).ShouldBe((ushort)fixture.Server.Client!.Port);
    }

    [Fact]
    public async Task GetExternalAddress_AllZero_IsConnectionDown()
    {
        await using var fixture = new PcpFixture(request => [PcpServerMirror.Reply(request, externalAddress: "0.0.0.0")]);
        var sut = await fixture.Ask();

        (await sut.GetExternalAddressAsync(default)).Refusal!.Reason.ShouldBe(RefusalReason.ConnectionDown);
    }

    [Fact]
    public async Task Map_IPv6Host_IsUnsupported()
    {
        await using var fixture = new PcpFixture(_ => []);
        var sut = await fixture.Ask();

        (await sut.MapAsync(PcpFixture.Request("fd00::1"), default)).Refusal!.Reason.ShouldBe(RefusalReason.Unsupported);
    }
}
