using System.Net;
using System.Text;
using Porthole.Agent.Devices.Brands;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.Agent.Devices.Discovery.Wire;

namespace Porthole.Agent.Devices.Discovery.Onvif;

/// <summary>WS-Discovery as ONVIF devices speak it (WS-Discovery of April 2005; ONVIF Core, chapter 7).</summary>
internal sealed class WsDiscoveryProtocol : ISearchProtocol
{
    public Evidence Evidence => Evidence.Onvif;

    public IPAddress Group { get; } = new([239, 255, 255, 250]);

    public bool Broadcasts => false;

    public bool AnswersToAll => false;

    public int PortIn(DiscoveryPorts ports) => ports.WsDiscovery;

    /// <summary>
    /// Two probes: for video transmitters, as ONVIF's own programs ask, and without types, which cameras answer that
    /// compare the first one's prefix instead of its namespace. Printers answer the second one; <see cref="Read"/> leaves them out.
    /// </summary>
    public IReadOnlyList<byte[]> Questions() => [Probe("<d:Types>dn:NetworkVideoTransmitter</d:Types>"), Probe("")];

    public IReadOnlyList<Sighting> Read(ReadOnlyMemory<byte> datagram, IPAddress from)
    {
        var leaves = XmlLeaves.Read(datagram.Span);
        var match = leaves.FindAll(leaf => leaf.Parent is "ProbeMatch" or "Hello" || (leaf.Parent == "EndpointReference" && leaf.Name == "Address"));
        var types = match.Text("Types") ?? "";
        var scopes = new OnvifScopes(match.Text("Scopes"));
        if (!scopes.IsOnvif && !types.Contains("NetworkVideo", StringComparison.Ordinal)) return [];
        var service = DeviceService.Choose(match.Text("XAddrs"), from);
        return
        [
            new Sighting
            {
                Evidence = Evidence.Onvif,
                Address = from,
                Mac = MacText.Read(scopes.Value("MacAddress") ?? scopes.Value("MAC")),
                Brand = BrandPresets.Recognise(scopes.Value("manufacturer") ?? scopes.Value("mfr")) ?? BrandPresets.Recognise(scopes.Value("name")) ?? BrandPresets.Recognise(scopes.Value("hardware")),
                Model = scopes.Value("hardware"),
                Name = scopes.Value("name"),
                Serial = scopes.Value("SerialNumber"),
                Endpoint = Endpoint(match.Text("Address")),
                OnvifService = service,
                Ports = service is null ? [] : [DeviceService.PortOf(service)],
                IsCamera = true,
            },
        ];
    }

    /// <summary>The endpoint reference in one spelling: some devices change its case from answer to answer.</summary>
    private static string? Endpoint(string? text) =>
        PlainText.Clean(text) is { } clean && clean.StartsWith("urn:uuid:", StringComparison.OrdinalIgnoreCase) ? clean.ToLowerInvariant() : null;

    private static byte[] Probe(string types) => Encoding.UTF8.GetBytes(
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><s:Header><a:Action s:mustUnderstand="1">http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action><a:MessageID>urn:uuid:{Guid.NewGuid()}</a:MessageID><a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo><a:To s:mustUnderstand="1">urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header><s:Body><d:Probe>{types}</d:Probe></s:Body></s:Envelope>
        """);
}
