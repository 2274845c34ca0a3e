using System.Text;
using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Upnp.Soap;

namespace Porthole.PortMapping.Tests.Upnp.Soap;

public sealed class SoapReplyParserTests
{
    [Quirk("3a 501")]
    [Quirk("3a negative")]
    [Theory]
    [InlineData("<errorCode>725</errorCode>", 725)]
    [InlineData("<errorcode> 725 </errorcode>", 725)]
    [InlineData("<ERRORCODE>725</ERRORCODE>", 725)]
    [InlineData("<u:errorCode>725</u:errorCode>", 725)]
    [InlineData("<errorCode>-911</errorCode>", -911)] // qBittorrent#12610
    [InlineData("<errorCode>-1</errorCode>", -1)]
    [InlineData("<errorCode>725</errorCode><errorCode>1</errorCode>", 725)]
    [InlineData("<errorCode></errorCode>", null)]
    [InlineData("<errorCode>PAL_UPNP_SOAP_E_ACTION_FAILED</errorCode>", null)] // Mono.Nat#14
    [InlineData("", null)]
    public void Parse_Fault_HasItsCode(string code, int? expected)
    {
        var reply = Parse($"<s:Envelope><s:Body><s:Fault><detail><UPnPError>{code}</UPnPError></detail></s:Fault></s:Body></s:Envelope>", 500);

        reply.Outcome.ShouldBe(SoapOutcome.Fault);
        reply.Code.ShouldBe(expected);
    }

    [Quirk("3a 725")]
    [Fact]
    public void Parse_FaultAsMikroTikSendsIt_IsAFault()
    {
        // HTTP 500 and <faultCode> with a capital C (benoitc/erlang-nat#14); own wording of the same shape.
        var reply = Parse(
            "<?xml version=\"1.0\"?><SOAP-ENV:Envelope><SOAP-ENV:Body><SOAP-ENV:Fault><faultCode>SOAP-ENV:Client</faultCode>" +
            "<faultString>UPnPError</faultString><detail><UPnPError><errorCode>725</errorCode><errorDescription>OnlyPermanentLeasesSupported" +
            "</errorDescription></UPnPError></detail></SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>", 500);

        reply.IsFault(725).ShouldBeTrue();
        reply.Evidence.ShouldBe("Act: error 725 OnlyPermanentLeasesSupported");
    }

    [Quirk("3a fault with 200")]
    [Fact]
    public void Parse_FaultWithStatus200_IsAFault() => // tailscale's tests send it
        Parse("<s:Envelope><s:Body><s:Fault><detail><UPnPError><errorCode>718</errorCode></UPnPError></detail></s:Fault></s:Body></s:Envelope>", 200)
            .IsFault(718).ShouldBeTrue();

    [Theory]
    [InlineData("<s:Envelope><s:Body><u:ActResponse/></s:Body></s:Envelope>", 200, nameof(SoapOutcome.Granted))]
    [InlineData("<Envelope><Body></Body></Envelope>", 200, nameof(SoapOutcome.Granted))]
    [InlineData("", 200, nameof(SoapOutcome.Granted))]
    [InlineData("\r\n\0", 200, nameof(SoapOutcome.Granted))]
    [InlineData("<html><body>Log in</body></html>", 200, nameof(SoapOutcome.Garbage))]
    [InlineData("<!DOCTYPE html><html></html>", 200, nameof(SoapOutcome.Garbage))]
    [InlineData("OK", 200, nameof(SoapOutcome.Garbage))]
    [InlineData("{\"error\":1}", 200, nameof(SoapOutcome.Garbage))]
    [InlineData("", 500, nameof(SoapOutcome.HttpRefused))]
    [InlineData("<html>Not Implemented</html>", 501, nameof(SoapOutcome.HttpRefused))]
    public void Parse_Reply_HasItsOutcome(string body, int status, string outcome) =>
        Parse(body, status).Outcome.ToString().ShouldBe(outcome);

    [Quirk("3e external address")]
    [Theory]
    [InlineData("<NewExternalIPAddress>198.51.100.7</NewExternalIPAddress>", "198.51.100.7")]
    [InlineData("<newexternalipaddress>198.51.100.7</newexternalipaddress>", "198.51.100.7")] // wrong case (aioupnp)
    [InlineData("<u:NewExternalIPAddress dt=\"string\">\r\n198.51.100.7\r\n</u:NewExternalIPAddress>", "198.51.100.7")]
    [InlineData("<NewExternalIPAddress/>", "")] // null tag (aioupnp)
    [InlineData("<NewExternalIPAddress>198.51.100.", "")]
    [InlineData("", "")]
    public void Parse_Value_IsFoundByItsName(string value, string expected) =>
        Parse($"<s:Envelope><s:Body><u:ActResponse>{value}", 200)["NewExternalIPAddress"].ShouldBe(expected);

    private static SoapReply Parse(string body, int status) => SoapReplyParser.Parse(Encoding.UTF8.GetBytes(body), status, "Act");
}
