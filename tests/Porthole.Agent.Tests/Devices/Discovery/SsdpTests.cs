using System.Text;
using Porthole.Agent.Devices.Discovery.Ssdp;

namespace Porthole.Agent.Tests.Devices.Discovery;

public sealed class SsdpTests
{
    private static readonly SsdpProtocol Protocol = new();

    [Fact]
    public void Read_Answer_OnlyTellsWhereTheDescriptionIs()
    {
        var sighting = Samples.Read(Protocol, Samples.Ssdp);

        sighting.Description.ShouldBe(new Uri("http://192.168.1.64:49152/upnpdevicedesc.xml"));
        sighting.IsCamera.ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://192.168.1.1:49152/a.xml")]
    [InlineData("http://router/a.xml")]
    [InlineData("https://192.168.1.64/a.xml")]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    public void Read_DescriptionElsewhere_IsNoAnswer(string location) =>
        Protocol.Read(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nLOCATION: {location}\r\n\r\n"), Samples.From).ShouldBeEmpty();

    [Theory]
    [InlineData("NOTIFY * HTTP/1.1\r\nLOCATION: http://192.168.1.64/a\r\n\r\n")]
    [InlineData("HTTP/1.1 404 Not Found\r\nLOCATION: http://192.168.1.64/a\r\n\r\n")]
    [InlineData("")]
    public void Read_SomethingElse_IsNoAnswer(string text) => Protocol.Read(Encoding.ASCII.GetBytes(text), Samples.From).ShouldBeEmpty();

    [Fact]
    public void Description_OfACamera_TellsEverythingInIt()
    {
        var sighting = DescriptionCall.Read(Samples.Description, Samples.From).ShouldNotBeNull();

        (sighting.Brand, sighting.Model, sighting.Mac, sighting.IsCamera).ShouldBe(("hikvision", "DS-2CD2385G1-I", "24:28:fd:00:00:01", true));
        sighting.Serial.ShouldBe("DS-2CD2385G1-I20200414AAWRE00000001");
    }

    [Theory]
    [InlineData("Samsung Electronics")]
    [InlineData("TP-Link")]
    [InlineData("Sonos, Inc.")]
    public void Description_OfAMakerOfMoreThanCameras_IsNoCamera(string maker) =>
        DescriptionCall.Read(Encoding.UTF8.GetBytes($"<root><device><manufacturer>{maker}</manufacturer></device></root>"), Samples.From).ShouldNotBeNull().IsCamera.ShouldBeFalse();

    [Fact]
    public void Description_WithoutAMaker_IsNone() => DescriptionCall.Read("<root><device/></root>"u8, Samples.From).ShouldBeNull();
}
