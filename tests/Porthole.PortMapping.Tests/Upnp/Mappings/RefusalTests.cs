using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Tests.Upnp.Fakes;

namespace Porthole.PortMapping.Tests.Upnp.Mappings;

public sealed class RefusalTests
{
    private const string Camera = "192.168.1.20";
    private const string OtherHost = "192.168.1.77";

    [Quirk("2 secure mode")]
    [Quirk("3a 606")]
    [Quirk("3a 718")]
    [Theory]
    [InlineData(718)] // miniupnpd built for IGD 1, upnpsoap.c:560
    [InlineData(606)] // miniupnpd built for IGD 2; Fritz!Box without permission
    public async Task MapAsync_SecureMode_OnlyForAsker(int code)
    {
        await using var igd = SecureMode(code);
        var sut = await igd.OpenAsync();

        var refusal = (await sut.MapAsync(MapTests.Request(Camera), default)).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(RefusalReason.OnlyForAsker);
        refusal.Code.ShouldBe(code);
        refusal.Evidence.ShouldContain($"error {code}");
        (await sut.MapAsync(MapTests.Request(FakeIgd.ThisPc), default)).IsGranted.ShouldBeTrue();
    }

    [Quirk("2 permission rules")]
    [Theory]
    [InlineData(718)]
    [InlineData(606)]
    public async Task MapAsync_RulesForbidTheCamerasOwnPort_PortForbidden(int code)
    {
        // miniupnpd's sample rules: external and internal from 1024 up only (miniupnpd.conf:203).
        await using var igd = new FakeIgd { Policy = call => call.Number("NewInternalPort") < 1024 ? code : null };
        var sut = await igd.OpenAsync();

        var refusal = (await sut.MapAsync(MapTests.Request(Camera), default)).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(RefusalReason.PortForbidden);
        igd.Table.ShouldBeEmpty();
    }

    [Quirk("3a 718")]
    [Fact]
    public async Task MapAsync_PortHeldByAnotherHost_ConflictNamesTheHolder()
    {
        await using var igd = new FakeIgd();
        igd.Table.Add(new FakeEntry("TCP", 8554, OtherHost, 8554, "Plex", 0));
        var sut = await igd.OpenAsync();

        var refusal = (await sut.MapAsync(MapTests.Request(Camera), default)).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(RefusalReason.Conflict);
        refusal.Holder.ShouldNotBeNull().Description.ShouldBe("Plex");
        refusal.Evidence.ShouldContain("192.168.1.77:8554 'Plex'");
        igd.Table.ShouldHaveSingleItem();
    }

    [Quirk("3a 501")]
    [Fact]
    public async Task MapAsync_501WithAHolder_IsAConflict()
    {
        // LT: some routers return 501 instead of 718.
        await using var igd = new FakeIgd { Policy = _ => 501 };
        igd.Table.Add(new FakeEntry("TCP", 8554, OtherHost, 8554, "Plex", 0));
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request(Camera), default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.Conflict);
    }

    [Quirk("3a 718")]
    [Quirk("3e lease outlived")]
    [Quirk("3e PC's old address")]
    [Fact]
    public async Task MapAsync_OwnLeftoverFromAnOldAddress_IsTakenOver()
    {
        await using var igd = new FakeIgd();
        igd.Table.Add(new FakeEntry("TCP", 8554, "192.168.1.19", 554, "Porthole front-door/rtsp", 0));
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request(Camera), default)).IsGranted.ShouldBeTrue();

        igd.Table.ShouldHaveSingleItem().Client.ShouldBe(Camera);
    }

    [Fact]
    public async Task MapAsync_AnotherPortholesMapping_IsNotTakenOver()
    {
        await using var igd = new FakeIgd();
        igd.Table.Add(new FakeEntry("TCP", 8554, "192.168.1.11", 8554, "Porthole garage/rtsp", 0));
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request(Camera), default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.Conflict);

        igd.Table.ShouldHaveSingleItem().Description.ShouldBe("Porthole garage/rtsp");
    }

    [Fact]
    public async Task MapAsync_OwnLeftoverCannotBeDeleted_ConflictSaysSo()
    {
        await using var igd = new FakeIgd { Override = call => call.Action == "DeletePortMapping" ? FakeIgd.Fault(606) : null };
        igd.Table.Add(new FakeEntry("TCP", 8554, "192.168.1.19", 554, "Porthole front-door/rtsp", 0));
        var sut = await igd.OpenAsync();

        var refusal = (await sut.MapAsync(MapTests.Request(Camera), default)).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(RefusalReason.Conflict);
        refusal.Evidence.ShouldContain("our own leftover and cannot be deleted");
    }

    [Fact]
    public async Task MapAsync_OwnRelayedMappingAndSecureMode_StaysInPlace()
    {
        // The hourly try for a better route must not cost the route in use.
        await using var igd = SecureMode(718);
        igd.Table.Add(new FakeEntry("TCP", 8554, FakeIgd.ThisPc, 8554, "Porthole front-door/rtsp", 0));
        var sut = await igd.OpenAsync();

        var refusal = (await sut.MapAsync(MapTests.Request(Camera), default)).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(RefusalReason.OnlyForAsker);
        igd.Table.ShouldHaveSingleItem().Client.ShouldBe(FakeIgd.ThisPc);
    }

    [Fact]
    public async Task MapAsync_OwnRelayedMappingAndRouterThatMapsForOthers_IsReplaced()
    {
        await using var igd = new FakeIgd();
        igd.Table.Add(new FakeEntry("TCP", 8554, FakeIgd.ThisPc, 8554, "Porthole front-door/rtsp", 0));
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request(Camera), default)).IsGranted.ShouldBeTrue();

        igd.Table.ShouldHaveSingleItem().Client.ShouldBe(Camera);
    }

    [Fact]
    public async Task MapAsync_RouterRefusesToWriteAnEntryAgain_TheStandingOneCounts()
    {
        await using var igd = new FakeIgd { Policy = _ => 718 };
        igd.Table.Add(new FakeEntry("TCP", 8554, Camera, 554, "Porthole front-door/rtsp", 3000));
        var sut = await igd.OpenAsync();

        var mapping = (await sut.MapAsync(MapTests.Request(Camera), default)).Value.ShouldNotBeNull();

        mapping.Lease.ShouldBe(TimeSpan.FromSeconds(3000));
    }

    [Quirk("3e below 1024")]
    [Theory]
    [InlineData(718)]
    [InlineData(606)]
    public async Task MapAsync_ThisPcBelow1024_PortForbiddenWithoutATrial(int code)
    {
        await using var igd = new FakeIgd { Policy = call => call.Number("NewExternalPort") < 1024 ? code : null };
        var sut = await igd.OpenAsync();

        var refusal = (await sut.MapAsync(MapTests.Request(FakeIgd.ThisPc, 554), default)).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(RefusalReason.PortForbidden);
        igd.Actions.Count(action => action == "AddPortMapping").ShouldBe(1);
    }

    [Quirk("3a 718")]
    [Theory]
    [InlineData(718)]
    [InlineData(606)]
    public async Task MapAsync_ThisPcOneRangeForbidden_OneTrialTellsAndLeavesNothing(int code)
    {
        await using var igd = new FakeIgd { Policy = call => call.Number("NewExternalPort") is > 8000 and < 9000 ? code : null };
        var sut = await igd.OpenAsync();

        var first = (await sut.MapAsync(MapTests.Request(FakeIgd.ThisPc, 8554), default)).Refusal.ShouldNotBeNull();
        var second = (await sut.MapAsync(MapTests.Request(FakeIgd.ThisPc, 8555), default)).Refusal.ShouldNotBeNull();

        first.Reason.ShouldBe(RefusalReason.PortForbidden);
        second.Reason.ShouldBe(RefusalReason.PortForbidden);
        igd.Actions.Count(action => action == "AddPortMapping").ShouldBe(3);
        igd.Table.ShouldBeEmpty();
    }

    [Quirk("3a 606")]
    [Quirk("3a 718")]
    [Theory]
    [InlineData(718)]
    [InlineData(606)]
    public async Task MapAsync_ThisPcEverythingForbidden_NotAuthorized(int code)
    {
        await using var igd = new FakeIgd { Policy = _ => code };
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request(FakeIgd.ThisPc), default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.NotAuthorized);
    }

    [Quirk("3a 718")]
    [Quirk("3e stale entries")]
    [Fact]
    public async Task MapAsync_718BecauseTheTableIsFull_TableFull()
    {
        await using var igd = new FakeIgd();
        igd.Policy = _ => igd.Table.Count >= 20 ? 718 : null;
        for (var port = 1; port <= 20; port++)
        {
            igd.Table.Add(new FakeEntry("UDP", port, OtherHost, port, "", 0));
        }

        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request(FakeIgd.ThisPc), default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.TableFull);
    }

    [Quirk("2 private WAN")]
    [Fact]
    public async Task MapAsync_501WhileTheConnectionIsDown_ConnectionDown()
    {
        // miniupnpd with a private WAN address disables forwarding: 501, and an empty external address.
        await using var igd = new FakeIgd { Policy = _ => 501, ExternalAddress = "" };
        var sut = await igd.OpenAsync();

        var refusal = (await sut.MapAsync(MapTests.Request(Camera), default)).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(RefusalReason.ConnectionDown);
        refusal.Code.ShouldBe(501);
    }

    [Quirk("2 codes")]
    [Quirk("3a 715")]
    [Quirk("3a 716")]
    [Quirk("3a 724")]
    [Quirk("3a 727")]
    [Quirk("3a 729")]
    [Quirk("3a 732")]
    [Quirk("3a negative")]
    [Theory]
    [InlineData(401, RefusalReason.Unsupported)]
    [InlineData(501, RefusalReason.Unexplained)]
    [InlineData(602, RefusalReason.Unsupported)]
    [InlineData(603, RefusalReason.TableFull)]
    [InlineData(604, RefusalReason.OnlyForAsker)]
    [InlineData(704, RefusalReason.ConnectionDown)]
    [InlineData(715, RefusalReason.Unsupported)]
    [InlineData(716, RefusalReason.Unexplained)]
    [InlineData(724, RefusalReason.SamePortRequired)]
    [InlineData(725, RefusalReason.PermanentLeaseOnly)]
    [InlineData(726, RefusalReason.Unsupported)]
    [InlineData(727, RefusalReason.ExternalWildcardOnly)]
    [InlineData(728, RefusalReason.TableFull)]
    [InlineData(729, RefusalReason.Conflict)]
    [InlineData(732, RefusalReason.Unexplained)]
    [InlineData(-911, RefusalReason.Unexplained)]
    [InlineData(-1, RefusalReason.Unexplained)]
    public async Task MapAsync_ErrorCode_HasItsReason(int code, RefusalReason reason)
    {
        await using var igd = new FakeIgd { Policy = _ => code };
        var sut = await igd.OpenAsync();

        var refusal = (await sut.MapAsync(MapTests.Request(Camera), default)).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(reason);
        refusal.Code.ShouldBe(code);
        refusal.Evidence.ShouldContain($"AddPortMapping: error {code}");
    }

    private static FakeIgd SecureMode(int code) => new() { Policy = call => call["NewInternalClient"] == FakeIgd.ThisPc ? null : code };
}
