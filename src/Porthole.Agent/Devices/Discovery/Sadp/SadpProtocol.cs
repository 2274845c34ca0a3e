using System.Net;
using System.Text;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.Agent.Devices.Discovery.Wire;

namespace Porthole.Agent.Devices.Discovery.Sadp;

/// <summary>
/// Hikvision's search, as its SADP program speaks it: XML in datagrams to a group. Devices answer to the group, so that
/// one on a wrong network is heard too.
/// </summary>
internal sealed class SadpProtocol : ISearchProtocol
{
    public Evidence Evidence => Evidence.Sadp;

    public IPAddress Group { get; } = new([239, 255, 255, 250]);

    public bool Broadcasts => false;

    public bool AnswersToAll => true;

    public int PortIn(DiscoveryPorts ports) => ports.Sadp;

    public IReadOnlyList<byte[]> Questions() =>
        [Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"utf-8\"?><Probe><Uuid>{Guid.NewGuid().ToString().ToUpperInvariant()}</Uuid><Types>inquiry</Types></Probe>")];

    public IReadOnlyList<Sighting> Read(ReadOnlyMemory<byte> datagram, IPAddress from)
    {
        var match = XmlLeaves.Read(datagram.Span).FindAll(leaf => leaf.Parent == "ProbeMatch");
        if (MacText.Read(match.Text("MAC")) is not { } mac) return [];
        var model = PlainText.Clean(match.Text("DeviceDescription"));
        return
        [
            new Sighting
            {
                Evidence = Evidence.Sadp,
                Address = from,
                Mac = mac,

                // EZVIZ is Hikvision's brand for homes and speaks the same protocol; its type names begin with CS.
                Brand = model?.StartsWith("CS-", StringComparison.OrdinalIgnoreCase) == true ? "ezviz" : "hikvision",
                Model = model,
                Serial = PlainText.Clean(match.Text("DeviceSN")),
                Firmware = PlainText.Clean(match.Text("SoftwareVersion")),
                Ports = [.. DevicePort.From("server", match.Number("CommandPort")), .. DevicePort.From("http", match.Number("HttpPort"))],
                IsCamera = true,
                HasNoPassword = bool.TryParse(match.Text("Activated"), out var isActivated) && !isActivated,
            },
        ];
    }
}
