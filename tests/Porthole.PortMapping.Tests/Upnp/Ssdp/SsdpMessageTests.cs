using System.Text;
using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Upnp.Ssdp;

namespace Porthole.PortMapping.Tests.Upnp.Ssdp;

/// <summary>The SSDP rows of the quirk list: what routers write where the standard says otherwise.</summary>
public sealed class SsdpMessageTests
{
    private const string Url = "http://192.168.1.1:5000/rootDesc.xml";

    [Quirk("3b header case")]
    [Quirk("3b AL")]
    [Quirk("3b doubled headers")]
    [Theory]
    [InlineData("LOCATION: http://192.168.1.1:5000/rootDesc.xml\r\n")]
    [InlineData("Location: http://192.168.1.1:5000/rootDesc.xml\r\n")]
    [InlineData("location: http://192.168.1.1:5000/rootDesc.xml\r\n")]
    [InlineData("LOCATION:http://192.168.1.1:5000/rootDesc.xml\r\n")]
    [InlineData("LOCATION :   http://192.168.1.1:5000/rootDesc.xml  \r\n")]
    [InlineData("AL: <http://192.168.1.1:5000/rootDesc.xml>\r\n")]
    [InlineData("AL:http://192.168.1.1:5000/rootDesc.xml\r\n")]
    [InlineData("LOCATION:\r\nLOCATION: http://192.168.1.1:5000/rootDesc.xml\r\n")]
    [InlineData("LOCATION: http://192.168.1.1:5000/rootDesc.xml\r\nLOCATION: http://192.168.1.1:9/other.xml\r\n")]
    [InlineData("no colon here\r\nLOCATION: http://192.168.1.1:5000/rootDesc.xml\r\n")]
    [InlineData("LOCATION: http://192.168.1.1:5000/rootDesc.xml")]
    public void Parse_LocationInAnySpelling_IsRead(string header) =>
        Parse($"HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n{header}").ShouldNotBeNull().Location.ShouldBe(Url);

    [Quirk("3b port 1900")]
    [Fact]
    public void Parse_DescriptionOnSsdpsOwnPort_IsRead() => // TP-Link: TinyUPnP#1
        Parse("HTTP/1.1 200 OK\r\nLOCATION: http://192.168.0.1:1900/igd.xml\r\n\r\n").ShouldNotBeNull().Location.ShouldBe("http://192.168.0.1:1900/igd.xml");

    [Quirk("3b LF only")]
    [Quirk("3b status line")]
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n")]
    [InlineData("HTTP/1.0 200 OK\n")]
    [InlineData("HTTP 1.1 200 OK\r\n")]
    [InlineData("HTTP/1.x 200\n")]
    [InlineData("http/1.1  200  ok\r\n")]
    [InlineData("NOTIFY * HTTP/1.1\r\nNTS: ssdp:alive\r\n")]
    public void Parse_FirstLineInAnySpelling_IsRead(string line) =>
        Parse($"{line}Location: {Url}\n\n").ShouldNotBeNull().Location.ShouldBe(Url);

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\r\n")]
    [InlineData("M-SEARCH * HTTP/1.1\r\nST: ssdp:all\r\n\r\n")]
    [InlineData("HTTP/1.1 404 Not Found\r\n\r\n")]
    [InlineData("HTTP/1.1\r\n\r\n")]
    [InlineData("NOTIFYING\0")]
    [InlineData("\0\0\0\0")]
    public void Parse_NeitherAnswerNorNotification_IsNull(string packet) =>
        Parse(packet).ShouldBeNull();

    [Quirk("3b SERVER")]
    [Fact]
    public void Parse_NoServerHeader_IsEmpty() =>
        Parse($"HTTP/1.1 200 OK\r\nLocation: {Url}\r\n\r\n").ShouldNotBeNull().Server.ShouldBe(""); // Sagemcom FAST3890V3

    [Quirk("3b UUID")]
    [Fact]
    public void Parse_IdentifierThatIsNoUuid_IsTakenAsItIs() => // BT HomeHub, syncthing#890
        Parse("HTTP/1.1 200 OK\r\nUSN: uuid:BT-HomeHub-not-hex::upnp:rootdevice\r\n\r\n").ShouldNotBeNull().Device.ShouldBe("uuid:BT-HomeHub-not-hex");

    [Quirk("2 restart")]
    [Theory]
    [InlineData("BOOTID.UPNP.ORG: 7\r\n")]
    [InlineData("OPT: \"http://schemas.upnp.org/upnp/1/0/\"; ns=01\r\n01-NLS: 7\r\n")]
    [InlineData("OPT: \"http://schemas.upnp.org/upnp/1/0/\"; ns=15\r\n15-nls:7\r\n")]
    [InlineData("01-NLS: 7\r\nBOOTID.UPNP.ORG: 8\r\n")]
    public void Parse_BootNumberInEitherHeader_IsRead(string headers) =>
        Parse($"HTTP/1.1 200 OK\r\n{headers}\r\n").ShouldNotBeNull().BootId.ShouldBe("7");

    [Theory]
    [InlineData("ssdp:alive", SsdpKind.Alive)]
    [InlineData("ssdp:byebye", SsdpKind.ByeBye)]
    [InlineData("SSDP:BYEBYE", SsdpKind.ByeBye)]
    [InlineData("ssdp:update", SsdpKind.Update)]
    [InlineData("", SsdpKind.Alive)]
    public void Parse_Notification_HasItsKind(string nts, object kind) =>
        Parse($"NOTIFY * HTTP/1.1\r\nNTS: {nts}\r\n\r\n").ShouldNotBeNull().Kind.ShouldBe((SsdpKind)kind);

    [Theory]
    [InlineData("urn:schemas-upnp-org:device:InternetGatewayDevice:1", true)]
    [InlineData("urn:schemas-upnp-org:device:InternetGatewayDevice:2", true)]
    [InlineData("urn:dslforum-org:service:WANPPPConnection:1", true)]
    [InlineData("urn:schemas-upnp-org:service:WANIPConnection:1", true)]
    [InlineData("urn:schemas-wifialliance-org:device:WFADevice:1", false)]
    [InlineData("upnp:rootdevice", false)]
    [InlineData("", false)]
    public void ClaimsGateway_Target_IsAGatewaysOrNot(string target, bool claims) =>
        Parse($"HTTP/1.1 200 OK\r\nST: {target}\r\n\r\n").ShouldNotBeNull().ClaimsGateway.ShouldBe(claims);

    [Fact]
    public void Parse_EndlessHeader_IsCut() =>
        Parse($"HTTP/1.1 200 OK\r\nLOCATION: http://192.168.1.1/{new string('a', 3000)}\r\n\r\n").ShouldNotBeNull().Location.Length.ShouldBe(2048);

    private static SsdpMessage? Parse(string packet) => SsdpMessage.Parse(Encoding.Latin1.GetBytes(packet));
}
