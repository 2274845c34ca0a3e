using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Tests.Upnp.Fakes;
using Porthole.PortMapping.Upnp;

namespace Porthole.PortMapping.Tests.Upnp.Mappings;

/// <summary>Routers that keep another lease than the one they granted.</summary>
public sealed class LeaseBehaviourTests
{
    private const string Camera = "192.168.1.20";
    private const string Version2 = "urn:schemas-upnp-org:service:WANIPConnection:2";

    [Quirk("3e lease not kept")]
    [Fact]
    public async Task MapAsync_LeasesEndWithinSeconds_AsksForPermanentMappings()
    {
        await using var igd = new FakeIgd();
        var sut = await igd.OpenAsync();
        await LoseAsync(igd, sut);
        await LoseAsync(igd, sut);

        var mapping = (await sut.MapAsync(MapTests.Request(Camera), default)).Value.ShouldNotBeNull();

        mapping.Lease.ShouldBeNull();
        igd.Table.ShouldHaveSingleItem().Lease.ShouldBe(0);
    }

    [Quirk("3e lease not kept")]
    [Fact]
    public async Task MapAsync_TableClearedOnce_AsksForLeasesStill()
    {
        // A router that restarted unheard, or whose owner emptied the table.
        await using var igd = new FakeIgd();
        var sut = await igd.OpenAsync();
        await LoseAsync(igd, sut);

        (await sut.MapAsync(MapTests.Request(Camera), default)).Value.ShouldNotBeNull().Lease.ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task MapAsync_LeasesRunOutInTheirTime_AsksForLeasesStill()
    {
        var time = new ManualTime();
        await using var igd = new FakeIgd();
        var sut = await igd.OpenAsync(time: time);
        for (var loss = 0; loss < 3; loss++)
        {
            await LoseAsync(igd, sut, () => time.Advance(TimeSpan.FromMinutes(31)));
        }

        (await sut.MapAsync(MapTests.Request(Camera), default)).Value.ShouldNotBeNull().Lease.ShouldBe(TimeSpan.FromHours(1));
    }

    [Quirk("3a 714")]
    [Fact]
    public async Task MapAsync_RouterDeniesWhatItHolds_AsksForLeasesStill()
    {
        // nano-node#3295: what the table never showed says nothing about leases.
        await using var igd = new FakeIgd { Override = call => call.Action == "GetSpecificPortMappingEntry" ? FakeIgd.Fault(714) : null };
        var sut = await igd.OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            (await sut.MapAsync(MapTests.Request(Camera), default)).IsGranted.ShouldBeTrue();
            (await sut.ListAsync(default)).Value.ShouldNotBeNull().ShouldHaveSingleItem();
            (await sut.ReadAsync(Transport.Tcp, 8554, default)).IsGranted.ShouldBeFalse();
        }

        (await sut.MapAsync(MapTests.Request(Camera), default)).Value.ShouldNotBeNull().Lease.ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task MapAsync_LeasesEndOnVersion2_AsksForLeasesStill()
    {
        // WANIPConnection:2, 2.3.23: 0 is one week there.
        await using var igd = new FakeIgd { ServiceType = Version2 };
        var sut = await igd.OpenAsync();
        await LoseAsync(igd, sut);
        await LoseAsync(igd, sut);

        (await sut.MapAsync(MapTests.Request(Camera), default)).Value.ShouldNotBeNull().Lease.ShouldBe(TimeSpan.FromHours(1));
    }

    [Quirk("3e lease outlived")]
    [Fact]
    public async Task MapAsync_OwnEntryOutlivedItsLeaseByDays_IsWrittenAnew()
    {
        await using var igd = new FakeIgd();
        igd.Table.Add(new FakeEntry("TCP", 8554, Camera, 554, "Porthole front-door/rtsp", -259200));
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request(Camera), default)).IsGranted.ShouldBeTrue();

        igd.Table.ShouldHaveSingleItem().Lease.ShouldBe(3600);
    }

    [Quirk("3e seven days")]
    [Fact]
    public async Task ReadAsync_PermanentMappingMadeAWeekLong_TellsTheEndThatIsNear()
    {
        await using var igd = new FakeIgd();
        var sut = await igd.OpenAsync();
        (await sut.MapAsync(MapTests.Request(Camera) with { Lease = TimeSpan.MaxValue }, default)).Value.ShouldNotBeNull().Lease.ShouldBeNull();
        igd.Table[0] = igd.Table[0] with { Lease = 604_800 };

        (await sut.ReadAsync(Transport.Tcp, 8554, default)).Value.ShouldNotBeNull().LeaseLeft.ShouldBe(TimeSpan.FromDays(7));
    }

    /// <summary>Maps, sees the mapping in the table, and sees it gone.</summary>
    private static async Task LoseAsync(FakeIgd igd, UpnpProtocol sut, Action? meanwhile = null)
    {
        (await sut.MapAsync(MapTests.Request(Camera), default)).IsGranted.ShouldBeTrue();
        (await sut.ReadAsync(Transport.Tcp, 8554, default)).IsGranted.ShouldBeTrue();
        meanwhile?.Invoke();
        igd.Table.Clear();
        (await sut.ReadAsync(Transport.Tcp, 8554, default)).IsGranted.ShouldBeFalse();
        (await sut.ListAsync(default)).Value.ShouldNotBeNull().ShouldBeEmpty();
    }
}
