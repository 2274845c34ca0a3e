using System.Xml;
using System.Xml.Linq;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Quirks;

public sealed class DescriptionQuirksTests
{
    public static TheoryData<Quirk, string> Texts => new()
    {
        { RouterQuirks.UrlBase("http://10.0.0.1:80/"), "<URLBase>http://10.0.0.1:80/</URLBase>" },
        { RouterQuirks.UrlsWithoutSlash, "<controlURL>ctl/IPConn</controlURL>" },
        { RouterQuirks.ControlUrlsOn("10.0.0.1:5000"), "<controlURL>http://10.0.0.1:5000/ctl/IPConn</controlURL>" },
        { RouterQuirks.ControlUrlsWithQuery, "<controlURL>/ctl/IPConn?service=1</controlURL>" },
        { RouterQuirks.Version1Children, "<deviceType>urn:schemas-upnp-org:device:WANDevice:1</deviceType>" },
        { RouterQuirks.JunkInDescription, "\u0018\u0001</friendlyName>" },
        { RouterQuirks.UpperCaseTags, "<CONTROLURL>/ctl/IPConn</CONTROLURL>" },
        { RouterQuirks.NoNamespace, "<root configId=\"1337\">" },
        { RouterQuirks.EntityBomb, "<!ENTITY c \"&b;&b;" },
        { RouterQuirks.HugeDescription(300_000), "xxxxxxxxxxxxxxxxxxxx -->" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Description_Quirk_IsInTheText(Quirk quirk, string text)
    {
        await using var router = await Loopback.StartRouterAsync(new() { Quirks = [quirk] });
        (await router.GetAsync("/rootDesc.xml")).ShouldNotBeNull().ShouldContain(text, Case.Sensitive);
    }

    [Fact]
    public async Task TruncatedDescription_Length_IsNoXml()
    {
        await using var router = await Loopback.StartRouterAsync(new() { Quirks = [RouterQuirks.TruncatedDescription(500)] });
        var body = ControlPoint.Body((await router.GetAsync("/rootDesc.xml")).ShouldNotBeNull());
        body.Length.ShouldBe(500);
        Should.Throw<XmlException>(() => XDocument.Parse(body));
    }

    [Fact]
    public async Task ControlUrlsWithQuery_Called_Works()
    {
        await using var router = await Loopback.StartRouterAsync(new() { Quirks = [RouterQuirks.ControlUrlsWithQuery] });
        (await router.CallAsync("GetStatusInfo", [], path: "/ctl/IPConn?service=1"))["NewConnectionStatus"].ShouldBe("Connected");
    }

    [Theory]
    [InlineData("urn:dslforum-org:service:WANIPConnection:1")]
    [InlineData("urn:schemas-upnp-org:service:WANPPPConnection:1")]
    public async Task Renamed_CalledByTheirName_Works(string service)
    {
        var quirk = service.Contains("dslforum", StringComparison.Ordinal) ? RouterQuirks.DslForumNames : RouterQuirks.PppConnection;
        await using var router = await Loopback.StartRouterAsync(new() { IgdVersion = 1, Quirks = [quirk] });
        (await router.GetAsync("/rootDesc.xml")).ShouldNotBeNull().ShouldContain($"<serviceType>{service}</serviceType>");
        var reply = (await Wire.TalkAsync(router.EndPoint(), ControlPoint.Request(router, "GetExternalIPAddress", [], service))).ShouldNotBeNull();
        reply.ShouldContain($"<u:GetExternalIPAddressResponse xmlns:u=\"{service}\">");
        reply.ShouldContain(router.WanAddress.ToString());
    }

    [Fact]
    public async Task FirstConnectionDown_TwoConnections_OnlyTheSecondWorks()
    {
        await using var router = await Loopback.StartRouterAsync(new() { Quirks = [RouterQuirks.FirstConnectionDown] });
        var description = XDocument.Parse(ControlPoint.Body((await router.GetAsync("/rootDesc.xml")).ShouldNotBeNull()));
        var controls = description.Descendants().Where(e => e.Name.LocalName == "service" && e.Value.Contains("WANIPConnection", StringComparison.Ordinal))
            .Select(e => e.Elements().First(c => c.Name.LocalName == "controlURL").Value).ToList();
        controls.Count.ShouldBe(2);
        (await router.CallAsync("GetStatusInfo", [], path: controls[0]))["NewConnectionStatus"].ShouldBe("Disconnected");
        (await router.CallAsync("GetExternalIPAddress", [], path: controls[0]))["NewExternalIPAddress"].ShouldBeEmpty();
        (await router.CallAsync("AddPortMapping", [], path: controls[0]))["errorCode"].ShouldBe("501");
        (await router.CallAsync("GetStatusInfo", [], path: controls[1]))["NewConnectionStatus"].ShouldBe("Connected");
    }
}
