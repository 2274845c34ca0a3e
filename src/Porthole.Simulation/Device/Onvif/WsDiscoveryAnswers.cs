using System.Net;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Porthole.Simulation.Device.Onvif;

/// <summary>Answers probes as WS-Discovery (April 2005) and ONVIF Core, chapter 7, tell: a typed probe only when the type, with its namespace, is the device's.</summary>
internal sealed class WsDiscoveryAnswers(DeviceFace face)
{
    private static readonly XNamespace Soap = "http://www.w3.org/2003/05/soap-envelope";
    private static readonly XNamespace Addressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
    private static readonly XNamespace Discovery = "http://schemas.xmlsoap.org/ws/2005/04/discovery";
    private static readonly XNamespace Network = "http://www.onvif.org/ver10/network/wsdl";
    private static readonly XNamespace Device = "http://www.onvif.org/ver10/device/wsdl";

    public static IPAddress Group { get; } = new([239, 255, 255, 250]);

    public byte[]? Answer(ReadOnlyMemory<byte> question, IPEndPoint from)
    {
        _ = from;
        try
        {
            var envelope = XDocument.Parse(Encoding.UTF8.GetString(question.Span)).Root;
            var header = envelope?.Element(Soap + "Header");
            var probe = envelope?.Element(Soap + "Body")?.Element(Discovery + "Probe");
            if (probe is null || header?.Element(Addressing + "MessageID")?.Value is not { } message || header.Element(Addressing + "Action")?.Value != $"{Discovery}/Probe")
                return null;
            return Matches(probe.Element(Discovery + "Types")) ? Encoding.UTF8.GetBytes(Match(message).ToString(SaveOptions.DisableFormatting)) : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static bool Matches(XElement? types)
    {
        foreach (var name in (types?.Value ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = name.IndexOf(':', StringComparison.Ordinal);
            var space = colon < 0 ? types!.GetDefaultNamespace() : types!.GetNamespaceOfPrefix(name[..colon]);
            var full = (space ?? XNamespace.None) + name[(colon + 1)..];
            if (full != Network + "NetworkVideoTransmitter" && full != Device + "Device")
                return false;
        }

        return true;
    }

    private XElement Match(string message) => new(
        Soap + "Envelope",
        new XAttribute(XNamespace.Xmlns + "dn", Network),
        new XAttribute(XNamespace.Xmlns + "tds", Device),
        new XElement(
            Soap + "Header",
            new XElement(Addressing + "MessageID", $"urn:uuid:{Guid.NewGuid()}"),
            new XElement(Addressing + "RelatesTo", message),
            new XElement(Addressing + "To", $"{Addressing}/role/anonymous"),
            new XElement(Addressing + "Action", $"{Discovery}/ProbeMatches")),
        new XElement(
            Soap + "Body",
            new XElement(
                Discovery + "ProbeMatches",
                new XElement(
                    Discovery + "ProbeMatch",
                    new XElement(Addressing + "EndpointReference", new XElement(Addressing + "Address", face.Endpoint)),
                    new XElement(Discovery + "Types", "dn:NetworkVideoTransmitter tds:Device"),
                    new XElement(Discovery + "Scopes", Scopes()),
                    new XElement(Discovery + "XAddrs", Addresses()),
                    new XElement(Discovery + "MetadataVersion", 1)))));

    private string Scopes()
    {
        const string Root = "onvif://www.onvif.org";
        var name = Uri.EscapeDataString(face.Options.Name ?? $"{face.Maker} {face.Model}");
        var mac = face.Options.Brand == SimulatedBrand.Hikvision ? $" {Root}/MAC/{face.Options.Mac}" : "";
        return $"{Root}/type/video_encoder {Root}/Profile/Streaming {Root}/hardware/{Uri.EscapeDataString(face.Model)} {Root}/name/{name} {Root}/location/country/china{mac}";
    }

    /// <summary>The quirks that real ones have: no address of its own (Reolink), the address of another card first (Xiongmai), IPv6 beside IPv4.</summary>
    private string Addresses() => face.Options.Brand switch
    {
        SimulatedBrand.Reolink => $"http://0.0.0.0:{face.HttpPort}{DeviceServiceAnswers.Path}",
        SimulatedBrand.Xmeye => $"http://192.168.12.1:{face.HttpPort}{DeviceServiceAnswers.Path}",
        _ => $"http://{new IPEndPoint(face.Address, face.HttpPort)}{DeviceServiceAnswers.Path} http://[fe80::1]:{face.HttpPort}{DeviceServiceAnswers.Path}",
    };
}
