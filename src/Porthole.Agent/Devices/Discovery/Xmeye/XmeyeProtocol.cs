using System.Net;
using System.Text.Json;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.Agent.Devices.Discovery.Wire;

namespace Porthole.Agent.Devices.Discovery.Xmeye;

/// <summary>The search of Xiongmai's boards (XMeye, NetSurveillance, Sofia): a DVRIP frame to everybody (AlexxIT/go2rtc, internal/dvrip).</summary>
internal sealed class XmeyeProtocol : ISearchProtocol
{
    public Evidence Evidence => Evidence.Xmeye;

    public IPAddress? Group => null;

    public bool Broadcasts => true;

    /// <summary>Some answer to the port of the protocol instead of to the port that asked.</summary>
    public bool AnswersToAll => true;

    public int PortIn(DiscoveryPorts ports) => ports.Xmeye;

    public IReadOnlyList<byte[]> Questions() => [DvripFrame.Search()];

    public IReadOnlyList<Sighting> Read(ReadOnlyMemory<byte> datagram, IPAddress from)
    {
        using var document = LenientJson.Parse(DvripFrame.Body(datagram.Span));
        var common = document?.RootElement.Member("NetWork.NetCommon") ?? default;
        if (common.ValueKind != JsonValueKind.Object || MacText.Read(common.Text("MAC")) is not { } mac) return [];
        return
        [
            new Sighting
            {
                Evidence = Evidence.Xmeye,
                Address = from,
                Mac = mac,
                Brand = "xmeye",

                // Ex works all of them have this name.
                Name = common.Text("HostName") is { } name && !name.Equals("LocalHost", StringComparison.OrdinalIgnoreCase) ? name : null,
                Serial = common.Text("SN"),
                Firmware = common.Text("Version"),
                Ports = [.. DevicePort.From("server", common.Number("TCPPort")), .. DevicePort.From("http", common.Number("HttpPort"))],
                IsCamera = true,
            },
        ];
    }
}
