using System.Net;
using System.Text;
using System.Xml.Linq;
using Porthole.Agent.Devices.Discovery;
using Porthole.Agent.Devices.Discovery.Onvif;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.Agent.Devices.Discovery.Wire;

namespace Porthole.Agent.Tests.Devices.Discovery;

public sealed class OnvifTests
{
    private static readonly WsDiscoveryProtocol Protocol = new();

    [Fact]
    public void Read_AnswerOfACamera_TellsEverythingInIt()
    {
        var sighting = Samples.Read(Protocol, Samples.Onvif);

        sighting.IsCamera.ShouldBeTrue();
        sighting.Address.ShouldBe(Samples.From);
        sighting.Mac.ShouldBe("24:28:fd:00:00:01");
        sighting.Brand.ShouldBe("hikvision");
        sighting.Model.ShouldBe("DS-2CD2385G1-I");
        sighting.Name.ShouldBe("HIKVISION DS-2CD2385G1-I");
        sighting.Endpoint.ShouldBe("urn:uuid:7b2f8800-53a5-11b4-81c3-2428fd000001");
        sighting.OnvifService.ShouldBe(new Uri("http://192.168.1.64/onvif/device_service"));
        sighting.Ports.ShouldBe([new DevicePort("http", 80)]);
    }

    [Theory]
    [InlineData("http://0.0.0.0:8000/onvif/device_service", "http://192.168.1.64:8000/onvif/device_service")]
    [InlineData("http://10.9.8.7:8899/onvif/device_service", "http://192.168.1.64:8899/onvif/device_service")]
    [InlineData("http://169.254.1.1/a http://192.168.1.64:81/b", "http://192.168.1.64:81/b")]
    [InlineData("http://user:secret@192.168.1.64/onvif/device_service?x=1#y", "http://192.168.1.64/onvif/device_service")]
    [InlineData("https://192.168.1.64/onvif/device_service", null)]
    [InlineData("file:///etc/passwd", null)]
    [InlineData("not an address", null)]
    [InlineData("", null)]
    public void DeviceService_WhateverHostIsNamed_IsOnTheSendersAddress(string addresses, string? expected) =>
        DeviceService.Choose(addresses, Samples.From)?.ToString().ShouldBe(expected);

    [Fact]
    public void Read_AnswerOfAPrinter_IsNone()
    {
        var printer = Encoding.UTF8.GetString(Samples.Onvif)
            .Replace("dn:NetworkVideoTransmitter tds:Device", "wsdp:Device wprt:PrintDeviceType", StringComparison.Ordinal)
            .Replace("onvif://www.onvif.org", "ldap:///ou=printers", StringComparison.Ordinal);

        Protocol.Read(Encoding.UTF8.GetBytes(printer), Samples.From).ShouldBeEmpty();
    }

    [Fact]
    public void Read_ItsOwnQuestions_AreNoAnswers() =>
        Protocol.Questions().ShouldAllBe(question => Protocol.Read(question, Samples.From).Count == 0);

    [Fact]
    public void Questions_Both_AreWellFormedAndOnlyOneNamesTheType()
    {
        var probes = Protocol.Questions().Select(question => XDocument.Parse(Encoding.UTF8.GetString(question))).ToList();

        XNamespace discovery = "http://schemas.xmlsoap.org/ws/2005/04/discovery";
        probes.Count.ShouldBe(2);
        probes.ShouldAllBe(probe => probe.Descendants(discovery + "Probe").Any());
        var type = probes.SelectMany(probe => probe.Descendants(discovery + "Types")).ShouldHaveSingleItem();
        type.GetNamespaceOfPrefix(type.Value.Split(':')[0])!.NamespaceName.ShouldBe("http://www.onvif.org/ver10/network/wsdl");
    }

    [Theory]
    [InlineData("onvif://www.onvif.org/name/Front%20door", "name", "Front door")]
    [InlineData("ONVIF://www.onvif.org/Name/Gate", "name", "Gate")]
    [InlineData("onvif://www.onvif.org/names/Gate", "name", null)]
    [InlineData("onvif://www.onvif.org/name/", "name", null)]
    [InlineData("onvif://www.onvif.org/name/%1B%5B31mred", "name", "[31mred")]
    [InlineData("onvif://www.onvif.org/name/%00%0A", "name", null)]
    [InlineData(null, "name", null)]
    public void Value_Scope_IsUnescapedAndMadePlain(string? scopes, string category, string? value) =>
        new OnvifScopes(scopes).Value(category).ShouldBe(value);

    [Fact]
    public void Read_Clock_IsUtc()
    {
        var answer = XmlLeaves.Read(
            """
            <E xmlns:t="http://www.onvif.org/ver10/schema"><t:SystemDateAndTime><t:UTCDateTime><t:Time><t:Hour>23</t:Hour><t:Minute>5</t:Minute><t:Second>1</t:Second></t:Time><t:Date><t:Year>2026</t:Year><t:Month>2</t:Month><t:Day>28</t:Day></t:Date></t:UTCDateTime>
            <t:LocalDateTime><t:Time><t:Hour>1</t:Hour><t:Minute>5</t:Minute></t:Time><t:Date><t:Year>2026</t:Year><t:Month>3</t:Month><t:Day>1</t:Day></t:Date></t:LocalDateTime></t:SystemDateAndTime></E>
            """u8);

        OnvifClock.Read(answer).ShouldBe(new DateTimeOffset(2026, 2, 28, 23, 5, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("<Date><Year>0</Year><Month>1</Month><Day>1</Day></Date><Time><Hour>1</Hour><Minute>1</Minute></Time>")]
    [InlineData("<Date><Year>99999</Year><Month>1</Month><Day>1</Day></Date><Time><Hour>1</Hour><Minute>1</Minute></Time>")]
    [InlineData("<Date><Year>2026</Year><Month>13</Month><Day>1</Day></Date><Time><Hour>1</Hour><Minute>1</Minute></Time>")]
    [InlineData("<Date><Year>2026</Year><Month>1</Month></Date><Time><Hour>1</Hour><Minute>1</Minute></Time>")]
    public void Read_ClockThatCannotBe_IsNone(string parts) => OnvifClock.Read(XmlLeaves.Read(Encoding.UTF8.GetBytes($"<E>{parts}</E>"))).ShouldBeNull();

    [Fact]
    public void Names_OfServicesAndCapabilities_AreShort()
    {
        OnvifServices.Names(XmlLeaves.Read(
            "<R><S><Namespace>http://www.onvif.org/ver20/media/wsdl</Namespace></S><S><Namespace>http://www.onvif.org/ver10/media/wsdl</Namespace></S><S><Namespace>http://vendor.example/x</Namespace></S></R>"u8)).ShouldBe(["media", "media2"]);
        OnvifServices.Names(XmlLeaves.Read("<C><PTZ><XAddr>http://a/b</XAddr></PTZ><Media><XAddr>http://a/c</XAddr></Media></C>"u8)).ShouldBe(["media", "ptz"]);
    }

    [Fact]
    public void Protocol_Evidence_IsOnvif() => (Protocol.Evidence, Protocol.Group).ShouldBe((Evidence.Onvif, IPAddress.Parse("239.255.255.250")));
}
