namespace Porthole.PortMapping.Tests.Upnp.Fakes;

/// <summary>Texts in the shape that routers send them.</summary>
internal static class Samples
{
    public static string Description(string serviceType, string controlUrl = "/ctl", string urlBase = "") =>
        $"""
        <?xml version="1.0"?>
        <root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion><major>1</major><minor>0</minor></specVersion>{urlBase}
        <device><deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:1</deviceType><friendlyName>Test router</friendlyName>
        <manufacturer>Acme</manufacturer><modelName>Gate</modelName><modelNumber>7</modelNumber><UDN>uuid:11111111-2222-3333-4444-555555555555</UDN>
        <serviceList><service><serviceType>urn:schemas-upnp-org:service:Layer3Forwarding:1</serviceType><serviceId>urn:upnp-org:serviceId:L3Forwarding1</serviceId>
        <SCPDURL>/l3.xml</SCPDURL><controlURL>/ctl/l3</controlURL><eventSubURL>/evt/l3</eventSubURL></service></serviceList>
        <deviceList><device><deviceType>urn:schemas-upnp-org:device:WANDevice:1</deviceType><friendlyName>WANDevice</friendlyName>
        <deviceList><device><deviceType>urn:schemas-upnp-org:device:WANConnectionDevice:1</deviceType><friendlyName>WANConnectionDevice</friendlyName>
        <serviceList><service><serviceType>{serviceType}</serviceType><serviceId>urn:upnp-org:serviceId:WANIPConn1</serviceId>
        <SCPDURL>/scpd.xml</SCPDURL><controlURL>{controlUrl}</controlURL><eventSubURL>/evt</eventSubURL></service></serviceList>
        </device></deviceList></device></deviceList></device></root>
        """;
}
