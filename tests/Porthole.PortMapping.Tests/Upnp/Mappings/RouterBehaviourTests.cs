using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Tests.Upnp.Fakes;

namespace Porthole.PortMapping.Tests.Upnp.Mappings;

/// <summary>The behaviour rows of the quirk list, and the facts about miniupnpd that no other test names.</summary>
public sealed class RouterBehaviourTests
{
    private const string Camera = "192.168.1.20";
    private const string Version2 = "urn:schemas-upnp-org:service:WANIPConnection:2";
    [Quirk("2 codes")]
    [Fact]
    public async Task MapAsync_Again_RefreshesTheEntry()
    {
        // miniupnpd: the same host adding the same mapping again overwrites it.
        await using var igd = new FakeIgd();
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request(Camera), default)).IsGranted.ShouldBeTrue();
        (await sut.MapAsync(MapTests.Request(Camera), default)).IsGranted.ShouldBeTrue();

        igd.Table.ShouldHaveSingleItem();
        igd.Calls.Count.ShouldBe(2);
    }

    [Quirk("2 lease")]
    [Quirk("3e always a day")]
    [Theory]
    [InlineData(86400, 86400)] // always a day: Technicolor, miniupnp#398
    [InlineData(100, 100)] // less than asked
    [InlineData(0, null)] // nft build of miniupnpd reads back 0 for 600 s (miniupnp#466)
    [InlineData(-7, null)] // run out, not removed (miniupnp#463)
    public async Task ReadAsync_LeaseOtherThanAsked_IsToldAsItIs(int lease, int? seconds)
    {
        await using var igd = new FakeIgd();
        igd.Table.Add(new FakeEntry("TCP", 8554, Camera, 554, "Porthole", lease));
        var sut = await igd.OpenAsync();

        (await sut.ReadAsync(Transport.Tcp, 8554, default)).Value.ShouldNotBeNull()
            .LeaseLeft.ShouldBe(seconds is { } value ? TimeSpan.FromSeconds(value) : null);
    }

    [Quirk("2 lease")]
    [Fact]
    public async Task ReadAsync_AddedAgainWithoutEffectOnTheLease_TellsWhatIsLeft()
    {
        // miniupnp#199: yes to the renewal, and the old end stands. Only reading it back shows that.
        await using var igd = new FakeIgd();
        igd.Override = call => call.Action == "AddPortMapping" ? igd.Granted(call.Action) : null;
        igd.Table.Add(new FakeEntry("TCP", 8554, Camera, 554, "Porthole", 7));
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request(Camera), default)).Value.ShouldNotBeNull().Lease.ShouldBe(TimeSpan.FromHours(1));

        (await sut.ReadAsync(Transport.Tcp, 8554, default)).Value.ShouldNotBeNull().LeaseLeft.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Quirk("3a 714")]
    [Quirk("3e yes only")]
    [Fact]
    public async Task ReadAsync_GrantedButAbsent_IsNotFound()
    {
        // RetroShare#2008, kaklakariada#137 and #139, opnsense/plugins#3746.
        await using var igd = new FakeIgd();
        igd.Override = call => call.Action == "AddPortMapping" ? igd.Granted(call.Action) : null;
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request(Camera), default)).IsGranted.ShouldBeTrue();

        (await sut.ReadAsync(Transport.Tcp, 8554, default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.NotFound);
    }

    [Quirk("3e inactive")]
    [Fact]
    public async Task ReadAsync_AddedButInactive_IsNotEnabled()
    {
        // ARRIS TG1682G, Mono.Nat#37.
        await using var igd = new FakeIgd();
        igd.Table.Add(new FakeEntry("TCP", 8554, Camera, 554, "Porthole", 0, Enabled: "0"));
        var sut = await igd.OpenAsync();

        (await sut.ReadAsync(Transport.Tcp, 8554, default)).Value.ShouldNotBeNull().Enabled.ShouldBeFalse();
    }

    [Quirk("2 clean_ruleset")]
    [Quirk("3e permanent dropped")]
    [Fact]
    public async Task ReadAsync_CleanRulesetTookIt_IsNotFound()
    {
        // miniupnpd's clean_ruleset_interval; tailscale#10597, asuswrt-merlin.ng#977. Permanent ones go too: libtorrent#2922.
        await using var igd = new FakeIgd();
        var sut = await igd.OpenAsync();
        await sut.MapAsync(MapTests.Request(Camera), default);
        igd.Table.Clear();

        (await sut.ReadAsync(Transport.Tcp, 8554, default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.NotFound);
    }

    [Quirk("3e one transport")]
    [Theory]
    [InlineData("192.168.1.20")]
    [InlineData("127.0.0.1")]
    public async Task MapAsync_RouterHoldsOneTransportOfAPort_ConflictNamesTheTwin(string host)
    {
        // WRT54G (BiglyBT).
        await using var igd = new FakeIgd();
        igd.Policy = call => igd.Table.Any(row => row.External == call.Number("NewExternalPort")) ? 718 : null;
        igd.Table.Add(new FakeEntry("UDP", 8554, "192.168.1.77", 8554, "Game", 0));
        var sut = await igd.OpenAsync();

        var refusal = (await sut.MapAsync(MapTests.Request(host), default)).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(RefusalReason.Conflict);
        refusal.Holder.ShouldNotBeNull().Description.ShouldBe("Game");
        igd.Table.ShouldHaveSingleItem();
    }

    [Quirk("3a 714")]
    [Fact]
    public async Task MapAsync_RouterDeniesAnEntryThatItLists_ConflictNamesTheHolder()
    {
        // nano-node#3295: "no such entry" for every question about one entry.
        await using var igd = new FakeIgd { Override = call => call.Action == "GetSpecificPortMappingEntry" ? FakeIgd.Fault(714) : null };
        igd.Table.Add(new FakeEntry("TCP", 8554, "192.168.1.77", 8554, "Plex", 0));
        var sut = await igd.OpenAsync();

        var refusal = (await sut.MapAsync(MapTests.Request(Camera), default)).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(RefusalReason.Conflict);
        refusal.Holder.ShouldNotBeNull().Description.ShouldBe("Plex");
    }

    [Fact]
    public async Task UnmapAsync_RouterDeniesAnEntryThatItLists_DeletesItAllTheSame()
    {
        await using var igd = new FakeIgd { Override = call => call.Action == "GetSpecificPortMappingEntry" ? FakeIgd.Fault(714) : null };
        var sut = await igd.OpenAsync();
        var mapping = (await sut.MapAsync(MapTests.Request(Camera), default)).Value.ShouldNotBeNull();

        (await sut.UnmapAsync(mapping, default)).IsGranted.ShouldBeTrue();

        igd.Table.ShouldBeEmpty();
    }

    [Quirk("3a 725")]
    [Theory]
    [InlineData(501)]
    [InlineData(402)]
    [InlineData(401)]
    public async Task Table_RouterDoesNotTellIt_IsUnsupportedNotEmpty(int code)
    {
        // Netgear X6S sets, but does not tell (firewalla#556); 501 and 402 end a list on other routers.
        await using var igd = new FakeIgd { Override = call => call.Action.Contains("PortMappingEntry", StringComparison.Ordinal) ? FakeIgd.Fault(code) : null };
        var sut = await igd.OpenAsync();
        await sut.MapAsync(MapTests.Request(Camera), default);

        (await sut.ReadAsync(Transport.Tcp, 8554, default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.Unsupported);
        (await sut.ListAsync(default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.Unsupported);
    }

    [Fact]
    public async Task MapAsync_718AndTheTableCannotBeRead_IsAConflict()
    {
        await using var igd = new FakeIgd { Override = call => call.Action.StartsWith("Get", StringComparison.Ordinal) ? FakeIgd.Fault(501) : null };
        igd.Table.Add(new FakeEntry("TCP", 8554, "192.168.1.77", 8554, "Plex", 0));
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request(Camera), default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.Conflict);
    }

    [Quirk("3a 501")]
    [Quirk("3e router's own port")]
    [Theory]
    [InlineData(501)]
    [InlineData(718)]
    public async Task MapAsync_PortOfTheRoutersOwnService_PortForbidden(int code)
    {
        // Open.NAT#69: the router's own web server sits on the port.
        await using var igd = new FakeIgd { Policy = call => call["NewExternalPort"] == "8443" ? code : null };
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request(Camera, 8443), default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.PortForbidden);
    }

    [Quirk("3a 501")]
    [Fact]
    public async Task MapAsync_501ForAFullTable_TableFull()
    {
        await using var igd = new FakeIgd();
        igd.Policy = _ => igd.Table.Count >= 32 ? 501 : null;
        for (var port = 1; port <= 32; port++)
        {
            igd.Table.Add(new FakeEntry("UDP", port, "192.168.1.77", port, "", 0));
        }

        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request(FakeIgd.ThisPc), default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.TableFull);
    }

    [Quirk("2 lease")]
    [Quirk("3e seven days")]
    [Theory]
    [InlineData(0, 604800)] // WANIPConnection:2, 2.3.23; miniupnpd does it silently
    [InlineData(864000, 604800)]
    [InlineData(3600, 3600)]
    public async Task MapAsync_LeaseOnVersion2_IsWhatTheStandardMakesOfIt(int asked, int granted)
    {
        await using var igd = new FakeIgd { ServiceType = Version2 };
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request(Camera) with { Lease = TimeSpan.FromSeconds(asked) }, default)).Value.ShouldNotBeNull()
            .Lease.ShouldBe(TimeSpan.FromSeconds(granted));
    }

    [Quirk("3e upper case")]
    [Fact]
    public async Task MapAsync_Udp_GoesOutInUpperCase()
    {
        await using var igd = new FakeIgd();
        var sut = await igd.OpenAsync();

        await sut.MapAsync(MapTests.Request(Camera) with { Transport = Transport.Udp }, default);

        igd.Table.ShouldHaveSingleItem().Protocol.ShouldBe("UDP");
    }

    [Quirk("3a 714")]
    [Theory]
    [InlineData(714)]
    [InlineData(713)]
    [InlineData(730)]
    public async Task UnmapAsync_GoneMeanwhile_IsDone(int code)
    {
        // nano-node#3295: 714 for a mapping that is not there.
        await using var igd = new FakeIgd { Override = call => call.Action == "DeletePortMapping" ? FakeIgd.Fault(code) : null };
        var sut = await igd.OpenAsync();
        var mapping = (await sut.MapAsync(MapTests.Request(Camera), default)).Value.ShouldNotBeNull();

        (await sut.UnmapAsync(mapping, default)).IsGranted.ShouldBeTrue();
    }

    [Quirk("3a 402 delete")]
    [Fact]
    public async Task UnmapAsync_DeleteAnswers402AndTheEntryIsGone_IsDone()
    {
        // Tomato and DD-WRT (Open.NAT#38, #93).
        await using var igd = new FakeIgd();
        igd.Override = call =>
        {
            if (call.Action != "DeletePortMapping")
            {
                return null;
            }

            igd.Table.Clear();
            return FakeIgd.Fault(402);
        };
        var sut = await igd.OpenAsync();
        var mapping = (await sut.MapAsync(MapTests.Request(Camera), default)).Value.ShouldNotBeNull();

        (await sut.UnmapAsync(mapping, default)).IsGranted.ShouldBeTrue();
    }

    [Fact]
    public async Task UnmapAsync_DeleteRefused_IsARefusal()
    {
        await using var igd = new FakeIgd { Override = call => call.Action == "DeletePortMapping" ? FakeIgd.Fault(606) : null };
        var sut = await igd.OpenAsync();
        var mapping = (await sut.MapAsync(MapTests.Request(Camera), default)).Value.ShouldNotBeNull();

        (await sut.UnmapAsync(mapping, default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.NotAuthorized);
    }
}
