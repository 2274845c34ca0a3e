using System.Net;
using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Tests.Upnp.Fakes;

namespace Porthole.PortMapping.Tests.Upnp.Mappings;

public sealed class TableTests
{
    [Fact]
    public async Task ListAsync_SeveralOwners_ListsAll()
    {
        await using var igd = Router();
        var sut = await igd.OpenAsync();

        var table = (await sut.ListAsync(default)).Value.ShouldNotBeNull();

        table.Count.ShouldBe(3);
        table[1].ShouldBe(new TableEntry
        {
            Transport = Transport.Udp,
            ExternalPort = 3074,
            InternalAddress = IPAddress.Parse("192.168.1.77"),
            InternalPort = 3074,
            Description = "Xbox",
            LeaseLeft = TimeSpan.FromSeconds(86400),
            Enabled = false,
        });
        table[0].LeaseLeft.ShouldBeNull();
    }

    [Quirk("3a 402 delete")]
    [Quirk("3a end of list")]
    [Theory]
    [InlineData(713)]
    [InlineData(714)]
    [InlineData(402)]
    [InlineData(501)]
    [InlineData(899)]
    public async Task ListAsync_AnyOfTheEndsThatRoutersUse_EndsTheList(int code)
    {
        await using var igd = Router();
        igd.Override = call => call.Action == "GetGenericPortMappingEntry" && call.Number("NewPortMappingIndex") == 3 ? FakeIgd.Fault(code) : null;
        var sut = await igd.OpenAsync();

        (await sut.ListAsync(default)).Value.ShouldNotBeNull().Count.ShouldBe(3);
    }

    [Quirk("3e list without end")]
    [Fact]
    public async Task ListAsync_RouterRepeatsItsLastEntryForEver_Ends()
    {
        await using var igd = Router();
        igd.Override = call => call.Action == "GetGenericPortMappingEntry" && call.Number("NewPortMappingIndex") >= 3
            ? igd.Granted(call.Action, "<NewExternalPort>80</NewExternalPort><NewProtocol>TCP</NewProtocol><NewInternalPort>80</NewInternalPort><NewInternalClient>192.168.1.9</NewInternalClient>")
            : null;
        var sut = await igd.OpenAsync();

        (await sut.ListAsync(default)).Value.ShouldNotBeNull().Count.ShouldBe(4);
        igd.Calls.Count.ShouldBe(7);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ListAsync_EntriesAreAddedInFrontMeanwhile_WhatFollowsIsListedToo(int added)
    {
        await using var igd = Router();
        igd.Override = call =>
        {
            if (call.Number("NewPortMappingIndex") == 2)
                for (; added > 0; added--) igd.Table.Insert(0, new FakeEntry("TCP", 9000 + added, "192.168.1.99", 80, "just opened", 0));
            return null;
        };
        var before = igd.Table.Select(entry => entry.Description).ToList();
        var sut = await igd.OpenAsync();

        var table = (await sut.ListAsync(default)).Value.ShouldNotBeNull();

        table.Select(entry => entry.Description).ShouldBe(before);
    }

    [Quirk("3e 65535")]
    [Quirk("3e no client")]
    [Quirk("3e bad list")]
    [Quirk("3e stale entries")]
    [Fact]
    public async Task ListAsync_RubbishAmongTheEntries_IsLeftOut()
    {
        // Open.NAT#39 (65535 on 255.255.255.255), Open.NAT and miniupnp#236 (no client), syncthing#2648 (external port 0).
        await using var igd = new FakeIgd();
        igd.Table.Add(new FakeEntry("TCP", 65535, "255.255.255.255", 65535, "", 0));
        igd.Table.Add(new FakeEntry("TCP", 81, "", 81, "no client", 0));
        igd.Table.Add(new FakeEntry("TCP", 0, "192.168.1.5", 82, "port 0", 0));
        igd.Table.Add(new FakeEntry("SCTP", 83, "192.168.1.5", 83, "", 0));
        igd.Table.Add(new FakeEntry("tcp", 84, "192.168.1.5", 84, "lower case", -5));
        var sut = await igd.OpenAsync();

        var table = (await sut.ListAsync(default)).Value.ShouldNotBeNull();

        table.Select(entry => entry.Description).ShouldBe(["no client", "port 0", "lower case"]);
        table[0].InternalAddress.ShouldBeNull();
    }

    [Fact]
    public async Task ListAsync_RouterTakesItsTime_EndsAfterTwoMinutes()
    {
        var time = new ManualTime();
        await using var igd = new FakeIgd();
        for (var port = 1; port <= 400; port++)
        {
            igd.Table.Add(new FakeEntry("UDP", port, "192.168.1.77", port, "", 0));
        }

        igd.Override = _ =>
        {
            time.Advance(TimeSpan.FromSeconds(9));
            return null;
        };
        var sut = await igd.OpenAsync(time: time);

        var refusal = (await sut.ListAsync(default)).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(RefusalReason.NoAnswer);
        refusal.Evidence.ShouldContain("14 entries");
    }

    [Fact]
    public async Task ListAsync_ActionUnknown_IsUnsupported()
    {
        await using var igd = new FakeIgd { Override = _ => FakeIgd.Fault(401) };
        var sut = await igd.OpenAsync();

        (await sut.ListAsync(default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.Unsupported);
    }

    [Fact]
    public async Task ListAsync_EntriesAreNotTold_ReadsTheListingAtOnce()
    {
        await using var igd = new FakeIgd { ServiceType = "urn:schemas-upnp-org:service:WANIPConnection:2" };
        igd.Override = call => call.Action == "GetGenericPortMappingEntry" ? FakeIgd.Fault(501)
            : call.Action != "GetListOfPortMappings" ? null
            : call["NewProtocol"] == "UDP" ? FakeIgd.Fault(730)
            : igd.Granted(call.Action, "<NewPortListing>" + System.Net.WebUtility.HtmlEncode(
                "<?xml version=\"1.0\"?><p:PortMappingList xmlns:p=\"urn:schemas-upnp-org:gw:WANIPConnection\">" +
                "<p:PortMappingEntry><p:NewRemoteHost></p:NewRemoteHost><p:NewExternalPort>8554</p:NewExternalPort><p:NewProtocol>TCP</p:NewProtocol>" +
                "<p:NewInternalPort>554</p:NewInternalPort><p:NewInternalClient>192.168.1.20</p:NewInternalClient><p:NewEnabled>1</p:NewEnabled>" +
                "<p:NewDescription>Tom &amp; Jerry</p:NewDescription><p:NewLeaseTime>600</p:NewLeaseTime></p:PortMappingEntry></p:PortMappingList>") + "</NewPortListing>");
        var sut = await igd.OpenAsync();

        var entry = (await sut.ListAsync(default)).Value.ShouldNotBeNull().ShouldHaveSingleItem();

        sut.Name.ShouldBe("upnp-igd2");
        entry.Description.ShouldBe("Tom & Jerry");
        entry.LeaseLeft.ShouldBe(TimeSpan.FromSeconds(600));
        igd.Calls.Count.ShouldBe(3);
    }

    [Fact(DisplayName = "miniupnpd 2.3.1 dies of GetListOfPortMappings over 200 entries; 2.3.6 tells wrong ports in it (miniupnp#768)")]
    public async Task ListAsync_Version2_ReadsEntryByEntry()
    {
        await using var igd = Router();
        igd.ServiceType = "urn:schemas-upnp-org:service:WANIPConnection:2";
        var sut = await igd.OpenAsync();

        (await sut.ListAsync(default)).Value.ShouldNotBeNull().Count.ShouldBe(3);

        igd.Calls.ShouldAllBe(call => call.Action == "GetGenericPortMappingEntry");
    }

    [Fact]
    public async Task ListAsync_NeitherIsAllowed_SaysWhatTheEntriesSaid()
    {
        await using var igd = Router();
        igd.ServiceType = "urn:schemas-upnp-org:service:WANIPConnection:2";
        igd.Override = call => FakeIgd.Fault(606);
        var sut = await igd.OpenAsync();

        (await sut.ListAsync(default)).Refusal.ShouldNotBeNull().Code.ShouldBe(606);
    }

    [Fact]
    public async Task ReadAsync_EntryIsThere_IsRead()
    {
        await using var igd = Router();
        var sut = await igd.OpenAsync();

        var entry = (await sut.ReadAsync(Transport.Udp, 3074, default)).Value.ShouldNotBeNull();

        entry.InternalAddress.ShouldBe(IPAddress.Parse("192.168.1.77"));
        (await sut.ReadAsync(Transport.Tcp, 3074, default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.NotFound);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(501)]
    [InlineData(602)]
    public async Task ReadAsync_RouterCannotBeAskedForOne_ReadsTheWholeTable(int code)
    {
        await using var igd = Router();
        igd.Override = call => call.Action == "GetSpecificPortMappingEntry" ? FakeIgd.Fault(code) : null;
        var sut = await igd.OpenAsync();

        (await sut.ReadAsync(Transport.Udp, 3074, default)).Value.ShouldNotBeNull().Description.ShouldBe("Xbox");
        (await sut.ReadAsync(Transport.Udp, 3075, default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.NotFound);
    }

    [Quirk("3e external address")]
    [Theory]
    [InlineData("198.51.100.7", null)]
    [InlineData("192.168.0.2", null)] // double NAT: an address all the same, judged elsewhere
    [InlineData("100.64.1.2", null)]
    [InlineData("", RefusalReason.ConnectionDown)]
    [InlineData("0.0.0.0", RefusalReason.ConnectionDown)]
    [InlineData("255.255.255.255", RefusalReason.Garbage)]
    [InlineData("224.0.0.1", RefusalReason.Garbage)]
    [InlineData("2001:db8::1", RefusalReason.Garbage)]
    [InlineData("(null)", RefusalReason.Garbage)]
    public async Task GetExternalAddressAsync_Text_IsAnAddressOrARefusal(string text, RefusalReason? reason)
    {
        await using var igd = new FakeIgd { ExternalAddress = text };
        var sut = await igd.OpenAsync();

        var result = await sut.GetExternalAddressAsync(default);

        (result.Refusal?.Reason).ShouldBe(reason);
        result.Value?.ToString().ShouldBe(text);
        result.IsGranted.ShouldBe(reason is null);
    }

    private static FakeIgd Router()
    {
        var igd = new FakeIgd();
        igd.Table.Add(new FakeEntry("TCP", 8554, "192.168.1.20", 554, "Porthole front-door/rtsp", 0));
        igd.Table.Add(new FakeEntry("UDP", 3074, "192.168.1.77", 3074, "Xbox", 86400, Enabled: "0"));
        igd.Table.Add(new FakeEntry("TCP", 32400, "192.168.1.10", 32400, "Plex", 100));
        return igd;
    }
}
