using System.Security;

namespace Porthole.Simulation.Router.Upnp;

/// <summary>The root description (UPnP Device Architecture 1.1, 2.3): gateway, WAN device, connection device; on one line, as miniupnpd writes it.</summary>
internal static class DescriptionDocument
{
    public static string Write(SimulatedRouterOptions options, Urns urns, Uri presentation, string controlBase) => string.Concat($"""
        <?xml version="1.0"?>
        <root xmlns="urn:schemas-upnp-org:device-1-0" configId="1337">
          <specVersion><major>1</major><minor>{options.IgdVersion - 1}</minor></specVersion>
          <device>
            <deviceType>{urns.GatewayDevice}</deviceType>
            {Identity(options, options.FriendlyName, Urns.GatewayUuid)}
            <deviceList>
              <device>
                <deviceType>{urns.WanDevice}</deviceType>
                {Identity(options, "WANDevice", Urns.WanUuid)}
                <serviceList>
                  {Service(Urns.CommonService, "urn:upnp-org:serviceId:WANCommonIFC1", Urns.CommonScpdPath, controlBase + Urns.CommonControlPath, Urns.CommonEventPath)}
                </serviceList>
                <deviceList>
                  <device>
                    <deviceType>{urns.ConnectionDevice}</deviceType>
                    {Identity(options, "WANConnectionDevice", Urns.ConnectionUuid)}
                    <serviceList>
                      {Service(urns.ConnectionService, "urn:upnp-org:serviceId:WANIPConn1", Urns.ConnectionScpdPath, controlBase + Urns.ConnectionControlPath, Urns.ConnectionEventPath)}
                    </serviceList>
                  </device>
                </deviceList>
              </device>
            </deviceList>
            <presentationURL>{presentation}</presentationURL>
          </device>
        </root>
        """.Split('\n').Select((line, i) => i == 0 ? line + "\r\n" : line.Trim()));

    private static string Identity(SimulatedRouterOptions options, string name, string uuid) => $"""
        <friendlyName>{SecurityElement.Escape(name)}</friendlyName>
        <manufacturer>{SecurityElement.Escape(options.Manufacturer)}</manufacturer>
        <manufacturerURL>http://localhost/</manufacturerURL>
        <modelDescription>{SecurityElement.Escape(options.ModelName)}</modelDescription>
        <modelName>{SecurityElement.Escape(options.ModelName)}</modelName>
        <modelNumber>{SecurityElement.Escape(options.ModelNumber)}</modelNumber>
        <modelURL>http://localhost/</modelURL>
        <serialNumber>00000000</serialNumber>
        <UDN>{uuid}</UDN>
        <UPC>000000000000</UPC>
        """;

    private static string Service(string type, string id, string scpd, string control, string events) => $"""
        <service><serviceType>{type}</serviceType><serviceId>{id}</serviceId><SCPDURL>{scpd}</SCPDURL><controlURL>{control}</controlURL><eventSubURL>{events}</eventSubURL></service>
        """;
}
