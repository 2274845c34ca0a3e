using System.Text;
using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Tests.Upnp.Fakes;
using Porthole.PortMapping.Upnp.Description;

namespace Porthole.PortMapping.Tests.Upnp.Description;

/// <summary>The description rows of the quirk list.</summary>
public sealed class DescriptionParserTests
{
    private const string Ip1 = "urn:schemas-upnp-org:service:WANIPConnection:1";
    private static readonly Uri Url = new("http://127.0.0.1:5000/desc/root.xml");

    [Quirk("3b blanks in the URL")]
    [Quirk("3c URLBase")]
    [Quirk("3c another port")]
    [Quirk("3c no slash")]
    [Quirk("3c query")]
    [Theory]
    [InlineData("/ctl", "", "http://127.0.0.1:5000/ctl")]
    [InlineData("/ctl", "<URLBase></URLBase>", "http://127.0.0.1:5000/ctl")]
    [InlineData("/ctl", "<URLBase>http://127.0.0.1:6000/</URLBase>", "http://127.0.0.1:6000/ctl http://127.0.0.1:5000/ctl")]
    [InlineData("/ctl", "<URLBase>http://192.168.1.1:6000/</URLBase>", "http://127.0.0.1:5000/ctl")] // wrong host
    [InlineData("/ctl", "<URLBase>/wrong/relative</URLBase>", "http://127.0.0.1:5000/ctl")] // BiglyBT
    [InlineData("ctl", "", "http://127.0.0.1:5000/desc/ctl http://127.0.0.1:5000/ctl")] // Syncthing and goupnp differ
    [InlineData("ctl", "<URLBase>http://127.0.0.1:5000</URLBase>", "http://127.0.0.1:5000/ctl http://127.0.0.1:5000/desc/ctl")]
    [InlineData("http://127.0.0.1:4444/ctl", "", "http://127.0.0.1:4444/ctl")] // another port: D-Link DIR-655
    [InlineData("http://127.0.0.1:1900/ctl", "", "http://127.0.0.1:1900/ctl")] // TP-Link serves on 1900 itself
    [InlineData("/ctl?service=WANIPConnection", "", "http://127.0.0.1:5000/ctl?service=WANIPConnection")] // Open.NAT#22
    [InlineData("?service=WANIPConnection", "", "http://127.0.0.1:5000/desc/root.xml?service=WANIPConnection")]
    [InlineData("/upnp control/IP Conn", "", "http://127.0.0.1:5000/upnp%20control/IP%20Conn")] // spaces: TinyUPnP#1
    [InlineData("  /ctl\n", "", "http://127.0.0.1:5000/ctl")]
    [InlineData("/ctl?a=1&b=2", "", "http://127.0.0.1:5000/ctl?a=1&b=2")] // a bare ampersand
    public void Parse_ControlUrl_IsResolvedTheWaysItMayBeMeant(string controlUrl, string urlBase, string urls) =>
        Parse(Samples.Description(Ip1, controlUrl, urlBase)).ShouldNotBeNull()
            .Connections.ShouldHaveSingleItem()
            .ControlUrls.Select(url => url.AbsoluteUri).ShouldBe(urls.Split(' '));

    [Quirk("3d long URL")]
    [Fact]
    public void Parse_UrlOf200Characters_IsKept() // BT Voyager 210: beyond 128
    {
        var path = "/" + new string('x', 200);

        Parse(Samples.Description(Ip1, path)).ShouldNotBeNull().Connections[0].ControlUrls[0].AbsolutePath.ShouldBe(path);
    }

    [Quirk("3c spoofed host")]
    [Theory]
    [InlineData("http://192.168.1.66/ctl")] // Open.NAT and Syncthing pin the host as well
    [InlineData("http://router.example/ctl")]
    [InlineData("https://127.0.0.1/ctl")]
    [InlineData("http://user:secret@127.0.0.1/ctl")]
    [InlineData("//192.168.1.66/ctl")]
    [InlineData("http://[fe80::1]/ctl")]
    [InlineData("")]
    public void Parse_ControlUrlElsewhere_IsRefusedAndNamed(string controlUrl)
    {
        var description = Parse(Samples.Description(Ip1, controlUrl)).ShouldNotBeNull();

        description.Connections.ShouldBeEmpty();
        description.ForeignUrl.ShouldBe(controlUrl);
    }

    [Quirk("3c dslforum")]
    [Theory]
    [InlineData("urn:schemas-upnp-org:service:WANIPConnection:1", 1, true)]
    [InlineData("urn:schemas-upnp-org:service:WANIPConnection:2", 2, true)]
    [InlineData("urn:schemas-upnp-org:service:WANPPPConnection:1", 1, false)]
    [InlineData("urn:dslforum-org:service:WANIPConnection:1", 1, true)] // Huawei HG531, tailscale#10911
    [InlineData("urn:dslforum-org:service:WANPPPConnection:1", 1, false)]
    [InlineData("URN:SCHEMAS-UPNP-ORG:SERVICE:WANIPCONNECTION:1", 1, true)]
    public void Parse_ServiceType_IsKnown(string type, int version, bool isIp)
    {
        var service = Parse(Samples.Description(type)).ShouldNotBeNull().Connections.ShouldHaveSingleItem();

        service.ServiceType.ShouldBe(type);
        service.Version.ShouldBe(version);
        service.IsIp.ShouldBe(isIp);
    }

    public static TheoryData<string, string> Junk => new()
    {
        { "trailing NULs (BiglyBT)", Samples.Description(Ip1) + "\0\0\0" },
        { "control characters (BiglyBT)", Samples.Description(Ip1).Replace("Test router", "Test\u0018 router\u0001", StringComparison.Ordinal) },
        { "junk behind the root", Samples.Description(Ip1) + "</root><html>404</html>\0garbage" },
        { "junk before the root", "\uFEFF\r\n\r\n" + Samples.Description(Ip1) },
        { "truncated behind the service", Samples.Description(Ip1)[..(Samples.Description(Ip1).LastIndexOf("</eventSubURL>", StringComparison.Ordinal) + 14)] },
        { "undeclared prefixes", Samples.Description(Ip1).Replace("<service", "<x:service", StringComparison.Ordinal).Replace("</service", "</x:service", StringComparison.Ordinal) },
        { "wrong namespace (BiglyBT)", Samples.Description(Ip1).Replace("urn:schemas-upnp-org:device-1-0", "http://bogus", StringComparison.Ordinal) },
        { "upper-case tags", Samples.Description(Ip1).Replace("serviceType", "SERVICETYPE", StringComparison.Ordinal).Replace("controlURL", "CONTROLURL", StringComparison.Ordinal) },
        { "end tags missing", Samples.Description(Ip1).Replace("</serviceList>", "", StringComparison.Ordinal).Replace("</device>", "", StringComparison.Ordinal) },
        { "2 KB and more", Samples.Description(Ip1).Replace("<friendlyName>", $"<!-- {new string('x', 5000)} --><friendlyName>", StringComparison.Ordinal) },
    };

    [Quirk("3c junk")]
    [Quirk("3c large")]
    [Theory]
    [MemberData(nameof(Junk))]
    public void Parse_JunkAroundAGoodService_TheServiceIsFound(string quirk, string document)
    {
        var description = Parse(document).ShouldNotBeNull(quirk);

        description.Connections.ShouldHaveSingleItem().ControlUrls[0].AbsolutePath.ShouldBe("/ctl");
        description.Identity.FriendlyName.ShouldBe("Test router");
        description.Udn.ShouldBe("uuid:11111111-2222-3333-4444-555555555555");
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>Log in</body></html>")]
    [InlineData("<root><device><friendlyName>TV</friendlyName></device></root>")]
    [InlineData("<!DOCTYPE root [<!ENTITY a \"b\">]><root><service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType><controlURL>/c</controlURL></service></root>")]
    public void Parse_NoDescription_IsNull(string document) => Parse(document).ShouldBeNull();

    [Fact]
    public void Parse_EndlessServices_StopsInTime() => Parse(string.Concat(Enumerable.Repeat(
        $"<service><serviceType>{Ip1}</serviceType><controlURL>/c</controlURL></service>", 3000))).ShouldNotBeNull().Connections.Length.ShouldBe(64);

    private static DeviceDescription? Parse(string document) =>
        DescriptionParser.Parse(Encoding.UTF8.GetBytes(document), Url, FakeIgd.Pin, "");
}
