using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Cli;
using Porthole.Agent.Cli.Devices;
using Porthole.Agent.Devices.Discovery;
using Porthole.Agent.Devices.Registry;

namespace Porthole.Agent.Tests.Cli.Devices;

public sealed class FromDiscoveryTests
{
    private static readonly DeviceDocument Nothing = new() { Name = "", Address = "", Ports = [] };

    private static readonly ImmutableArray<DiscoveredDevice> Found =
    [
        new()
        {
            Address = IPAddress.Parse("192.168.1.20"),
            Mac = "3c:ef:8c:00:00:01",
            Brand = "dahua",
            ProposedName = "Front door",
            Forwards = [new ProposedForward("server", "tcp", 37777, 37777, "the app"), new ProposedForward("rtsp", "tcp", 554, null, "video")],
        },
        new() { Address = IPAddress.Parse("192.168.1.21"), ProposedName = "Yard", Notes = ["It has no password yet. Set one before you open anything."] },
    ];

    [Theory]
    [InlineData("192.168.1.20")]
    [InlineData("3C-EF-8C-00-00-01")]
    [InlineData("front-door")]
    [InlineData("Front door")]
    public void Fill_CameraNamedInAnyWay_TakesAllFromTheSearch(string which)
    {
        var device = FromDiscovery.Fill(Nothing, Found, which).Value.ShouldNotBeNull();

        (device.Name, device.Brand, device.Address, device.Mac).ShouldBe(("Front door", "dahua", "192.168.1.20", "3c:ef:8c:00:00:01"));
        device.Ports.Select(port => (port.Name, port.Protocol, port.Internal, port.External)).ShouldBe([("server", "tcp", 37777, (int?)37777), ("rtsp", "tcp", 554, null)]);
    }

    [Fact]
    public void Fill_WhatIsGiven_Wins()
    {
        var given = Nothing with { Name = "Gate", Ports = [PortText.Read("rtsp:554:9554")!] };

        var device = FromDiscovery.Fill(given, Found, "192.168.1.20").Value.ShouldNotBeNull();

        (device.Name, device.Brand).ShouldBe(("Gate", "dahua"));
        device.Ports.ShouldHaveSingleItem().External.ShouldBe(9554);
    }

    [Fact]
    public void Fill_NoSuchCamera_SaysHowToSeeThem()
    {
        var answer = FromDiscovery.Fill(Nothing, Found, "192.168.1.99");

        answer.ExitCode.ShouldBe(ExitCodes.Problem);
        answer.Obstacles.ShouldHaveSingleItem().ShouldBe("no camera was found that is \"192.168.1.99\", among 2. See them with: porthole devices discover");
    }

    [Fact]
    public void Fill_NothingWorthOpening_SaysWhy()
    {
        var answer = FromDiscovery.Fill(Nothing, Found, "yard");

        answer.Obstacles[0].ShouldStartWith("Yard at 192.168.1.21 has no port that is worth opening.");
        answer.Obstacles[1].ShouldBe("It has no password yet. Set one before you open anything.");
        FromDiscovery.Fill(Nothing with { Ports = [PortText.Read("rtsp:554")!] }, Found, "yard").Value.ShouldNotBeNull();
    }
}
