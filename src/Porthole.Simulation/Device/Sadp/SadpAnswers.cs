using System.Net;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Porthole.Simulation.Device.Sadp;

/// <summary>Answers Hikvision's search with the fields of a DS-2CD2385G1-I (recorded by others on a real one).</summary>
internal sealed class SadpAnswers(DeviceFace face)
{
    public static IPAddress Group { get; } = new([239, 255, 255, 250]);

    public byte[]? Answer(ReadOnlyMemory<byte> question, IPEndPoint from)
    {
        _ = from;
        try
        {
            var probe = XDocument.Parse(Encoding.UTF8.GetString(question.Span)).Root;
            if (probe?.Name.LocalName != "Probe" || probe.Element("Types")?.Value != "inquiry" || !Guid.TryParse(probe.Element("Uuid")?.Value, out var uuid))
                return null;
            return Encoding.UTF8.GetBytes(Document(uuid).ToString());
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private XElement Document(Guid uuid) => new(
        "ProbeMatch",
        new XElement("Uuid", uuid.ToString().ToUpperInvariant()),
        new XElement("Types", "inquiry"),
        new XElement("DeviceType", "141945"),
        new XElement("DeviceDescription", face.Model),
        new XElement("DeviceSN", face.Serial),
        new XElement("CommandPort", face.ServerPort),
        new XElement("HttpPort", face.HttpPort),
        new XElement("MAC", face.Options.Mac.Replace(':', '-')),
        new XElement("IPv4Address", face.Address),
        new XElement("IPv4SubnetMask", "255.255.255.0"),
        new XElement("DHCP", "true"),
        new XElement("AnalogChannelNum", 0),
        new XElement("DigitalChannelNum", 1),
        new XElement("SoftwareVersion", face.Firmware),
        new XElement("Activated", face.Options.HasPassword ? "true" : "false"));
}
