using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices.Discovery;
using Porthole.Agent.Devices.Discovery.Merging;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.Agent.Devices.Neighbours;

namespace Porthole.Agent.Tests.Devices.Discovery;

public sealed class MergingTests
{
    private const string Mac = "44:19:b6:00:00:01";
    private const string OtherMac = "44:19:b6:00:00:02";

    [Fact]
    public void Assemble_SeenByFourProtocols_IsOneDevice()
    {
        var device = Assemble(
            See(Evidence.Neighbour, 20) with { Mac = Mac, Brand = "hikvision" },
            See(Evidence.Onvif, 20) with { Endpoint = "urn:uuid:1", Model = "DS-1" },
            See(Evidence.Sadp, 20) with { Mac = Mac, Brand = "hikvision", Serial = "DS-1AAWR123456" },
            See(Evidence.Ports, 20) with { Ports = [new DevicePort(null, 554)] }).ShouldHaveSingleItem();

        device.Mac.ShouldBe(Mac);
        device.Evidence.ShouldBe([Evidence.Onvif, Evidence.Sadp, Evidence.Neighbour, Evidence.Ports]);
        (device.Model, device.Serial, device.Endpoint).ShouldBe(("DS-1", "DS-1AAWR123456", "urn:uuid:1"));
    }

    [Fact]
    public void Assemble_TheNetworkShowsAnotherMacThanItTells_IsRegisteredWithoutOne()
    {
        var device = Assemble(See(Evidence.Sadp, 20) with { Mac = Mac }, See(Evidence.Neighbour, 20) with { Mac = OtherMac }).ShouldHaveSingleItem();

        (device.Mac, device.MacToRegister).ShouldBe((Mac, null));
        device.Notes.ShouldContain(note => note.Contains("registered without", StringComparison.Ordinal));
    }

    [Fact]
    public void Assemble_TheNetworkShowsTheMacItTells_IsRegisteredWithIt() =>
        Assemble(See(Evidence.Sadp, 20) with { Mac = Mac }, See(Evidence.Neighbour, 20) with { Mac = Mac }).ShouldHaveSingleItem().MacToRegister.ShouldBe(Mac);

    [Fact]
    public void Assemble_OneMacAtTwoAddresses_IsOneDeviceAtTheAddressNearby()
    {
        var device = Assemble(See(Evidence.Sadp, "169.254.3.4") with { Mac = Mac }, See(Evidence.Dhip, 20) with { Mac = Mac }).ShouldHaveSingleItem();

        (device.Address, device.IsReachable).ShouldBe((At(20), true));
    }

    [Fact]
    public void Assemble_FactoryFreshCamerasAtOneAddress_AreTwo() =>
        Assemble(See(Evidence.Sadp, "192.168.0.64") with { Mac = Mac }, See(Evidence.Sadp, "192.168.0.64") with { Mac = OtherMac }).Select(device => device.Mac).ShouldBe([Mac, OtherMac]);

    [Fact]
    public void Assemble_SameEndpointOnTwoMacs_AreTwo() =>
        Assemble(
            See(Evidence.Onvif, 20) with { Endpoint = "urn:uuid:1" }, See(Evidence.Neighbour, 20) with { Mac = Mac },
            See(Evidence.Onvif, 21) with { Endpoint = "urn:uuid:1" }, See(Evidence.Neighbour, 21) with { Mac = OtherMac }).Length.ShouldBe(2);

    [Fact]
    public void Assemble_TwoCamerasBehindARepeatersMac_AreTwo() =>
        Assemble(
            See(Evidence.Onvif, 20) with { Endpoint = "urn:uuid:1" }, See(Evidence.Neighbour, 20) with { Mac = Mac },
            See(Evidence.Onvif, 21) with { Endpoint = "urn:uuid:2" }, See(Evidence.Neighbour, 21) with { Mac = Mac }).Length.ShouldBe(2);

    [Theory]
    [InlineData("00000000", 2)]
    [InlineData("123", 2)]
    [InlineData("6G0ABCDE1234", 1)]
    public void Assemble_SameSerial_IsOneWhenItTellsAnything(string serial, int devices) =>
        Assemble(See(Evidence.Mdns, 20) with { Serial = serial }, See(Evidence.Mdns, 21) with { Serial = serial }).Length.ShouldBe(devices);

    [Fact]
    public void Assemble_NobodySaysCamera_IsLeftOut() =>
        Assemble(See(Evidence.Ssdp, 1) with { IsCamera = false }, See(Evidence.Neighbour, 1) with { IsCamera = false, Mac = Mac }).ShouldBeEmpty();

    [Fact]
    public void Assemble_AnotherNameOfTheSameBoards_IsTheBrand() =>
        Assemble(See(Evidence.Dhip, 20) with { Brand = "dahua" }, See(Evidence.Neighbour, 20) with { Brand = "amcrest" }).ShouldHaveSingleItem().Brand.ShouldBe("amcrest");

    [Fact]
    public void Assemble_OtherNumbersThanExWorks_AreProposed()
    {
        var device = Assemble(See(Evidence.Dhip, 20) with { Brand = "dahua", Ports = [new DevicePort("server", 37001), new DevicePort("http", 80)] }).ShouldHaveSingleItem();

        device.Forwards.ShouldContain(new ProposedForward("server", "tcp", 37001, 37001, "the phone app and SmartPSS"));
        device.Forwards.ShouldNotContain(forward => forward.Name == "http");
        device.Streams.ShouldContain(new StreamTemplate("main", "rtsp://192.168.1.20:554/cam/realmonitor?channel=1&subtype=0"));
    }

    [Fact]
    public void Assemble_ClosedPorts_AreNotProposed()
    {
        var sightings = new[] { See(Evidence.Sadp, 20) with { Brand = "hikvision", Mac = Mac }, See(Evidence.Ports, 20) with { Ports = [new DevicePort(null, 8000)] } };

        var device = Assembler().Assemble(sightings, [At(20)]).ShouldHaveSingleItem();

        device.Forwards.Select(forward => forward.Name).ShouldBe(["server"]);
        device.Streams.ShouldBeEmpty();
    }

    [Fact]
    public void Assemble_WithoutAPassword_ProposesNothingAndSaysSo()
    {
        var device = Assemble(See(Evidence.Sadp, 20) with { Brand = "hikvision", HasNoPassword = true }).ShouldHaveSingleItem();

        device.Forwards.ShouldBeEmpty();
        device.Notes.ShouldContain("It has no password yet. Set one before you open anything.");
    }

    [Fact]
    public void Assemble_OnAnotherNetwork_ProposesNothingAndSaysSo()
    {
        var device = Assemble(See(Evidence.Sadp, "192.168.0.64") with { Brand = "hikvision" }).ShouldHaveSingleItem();

        (device.IsReachable, device.Forwards.IsEmpty).ShouldBe((false, true));
        device.Notes[0].ShouldStartWith("It is set to 192.168.0.64, which is not on this PC's network.");
    }

    [Fact]
    public void Assemble_Names_AreTheOwnersOrMadeAndAlwaysUnique()
    {
        var devices = Assemble(
            See(Evidence.Onvif, 20) with { Name = "Front door", Brand = "hikvision", Mac = "44:19:b6:00:00:20" },
            See(Evidence.Onvif, 21) with { Name = "HIKVISION DS-1", Model = "DS-1", Brand = "hikvision", Mac = "44:19:b6:00:00:21" },
            See(Evidence.Onvif, 22) with { Model = "DS-1", Brand = "hikvision", Mac = "44:19:b6:00:00:22" },
            See(Evidence.Onvif, 23) with { Name = "front  DOOR", Mac = "44:19:b6:00:00:23" },
            See(Evidence.Onvif, 24) with { Name = "***", Mac = "44:19:b6:00:00:24" });

        devices.Select(device => device.ProposedName).ShouldBe(["Front door 20", "Hikvision DS-1 21", "Hikvision DS-1 22", "front  DOOR 23", "Camera"]);
        devices.Select(device => device.ProposedId).Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public void Book_TheSameTwice_IsToldOnce()
    {
        var told = 0;
        var book = new SightingBook(_ => told++);

        for (var i = 0; i < 3; i++) book.Add(See(Evidence.Ports, 20) with { Ports = [new DevicePort("rtsp", 554)] });
        book.Add(See(Evidence.Ports, 20) with { Ports = [new DevicePort("rtsp", 555)] });

        told.ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Assemble_ALiarWithThousandsOfAddresses_TakesNoTime(bool isOneMac)
    {
        var liars = Enumerable.Range(0, 8192)
            .Select(i => See(Evidence.Onvif, $"192.168.{i >> 8}.{i & 255}") with { Mac = isOneMac ? Mac : null, Endpoint = $"urn:uuid:{i}" }).ToArray();
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assemble(liars).Length.ShouldBe(8192);

        // A tenth of a second; comparing all with all would take minutes.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Book_ALiarWithAThousandFaces_IsBounded()
    {
        var book = new SightingBook(_ => { });

        for (var i = 0; i < 20_000; i++) book.Add(See(Evidence.Onvif, 20) with { Name = $"{i}" });

        book.Read().Sightings.Length.ShouldBe(8192);
    }

    private static ImmutableArray<DiscoveredDevice> Assemble(params Sighting[] sightings) => Assembler().Assemble(sightings, []);

    private static DeviceAssembler Assembler() => new([new LocalNetwork(IPAddress.Parse("192.168.1.10"), 24)], []);

    private static Sighting See(Evidence evidence, int last) => See(evidence, $"192.168.1.{last}");

    private static Sighting See(Evidence evidence, string address) => new() { Evidence = evidence, Address = IPAddress.Parse(address), IsCamera = true };

    private static IPAddress At(int last) => IPAddress.Parse($"192.168.1.{last}");
}
