using System.Net;
using System.Text.Json;
using Porthole.Agent.Devices.Brands;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.Agent.Devices.Discovery.Wire;

namespace Porthole.Agent.Devices.Discovery.Dhip;

/// <summary>Dahua's search, as its ConfigTool speaks it: JSON in a DHIP frame, to a group and to everybody.</summary>
internal sealed class DhipProtocol : ISearchProtocol
{
    /// <summary>The state of the account: "not set up yet" in the two lowest bits of Init (Dahua's NetSDK, byInitStatus).</summary>
    private const int AccountState = 0x3;
    private const int NoAccountYet = 0x1;

    public Evidence Evidence => Evidence.Dhip;

    public IPAddress Group { get; } = new([239, 255, 255, 251]);

    public bool Broadcasts => true;

    public bool AnswersToAll => false;

    public int PortIn(DiscoveryPorts ports) => ports.Dhip;

    public IReadOnlyList<byte[]> Questions() => [DhipFrame.Wrap("{\"method\":\"DHDiscover.search\",\"params\":{\"mac\":\"\",\"uni\":1}}\n"u8)];

    public IReadOnlyList<Sighting> Read(ReadOnlyMemory<byte> datagram, IPAddress from)
    {
        using var document = LenientJson.Parse(DhipFrame.Body(datagram.Span));
        if (document is null || document.RootElement.Text("method") != "client.notifyDevInfo") return [];
        var info = document.RootElement.Member("params").Member("deviceInfo");
        if (info.ValueKind != JsonValueKind.Object || MacText.Read(document.RootElement.Text("mac")) is not { } mac) return [];
        return
        [
            new Sighting
            {
                Evidence = Evidence.Dhip,
                Address = from,
                Mac = mac,

                // Vendor says "General" or "Private" on what is sold under other names.
                Brand = BrandPresets.Recognise(info.Text("Vendor")) ?? BrandPresets.Recognise(info.Text("Manufacturer")) ?? "dahua",
                Model = info.Text("DeviceType"),
                Name = OwnName(info),
                Serial = info.Text("SerialNo"),
                Firmware = info.Text("Version"),
                Ports = [.. DevicePort.From("server", info.Number("Port")), .. DevicePort.From("http", info.Number("HttpPort"))],
                IsCamera = true,
                HasNoPassword = info.Number("Init") is { } state && (state & AccountState) == NoAccountYet,
            },
        ];
    }

    /// <summary>The name its owner gave; ex works it is the serial number.</summary>
    private static string? OwnName(JsonElement info) => info.Text("MachineName") is { } name && name != info.Text("SerialNo") ? name : null;
}
