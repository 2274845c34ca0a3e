using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Net;
using System.Text;
using Porthole.Agent.Devices.Brands;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.Agent.Devices.Discovery.Wire;

namespace Porthole.Agent.Devices.Discovery.Mdns;

/// <summary>
/// Multicast DNS (RFC 6762) and service discovery by it (RFC 6763). The question leaves from any port, to which every
/// responder answers by unicast (RFC 6762, 6.7).
/// </summary>
internal sealed class MdnsProtocol : ISearchProtocol
{
    private const ushort TypePtr = 12;
    private const ushort ClassInternet = 1;

    /// <summary>The services that cameras and recorders announce, and what the port of each is for.</summary>
    private static readonly FrozenDictionary<string, string> Services = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["_axis-video._tcp.local"] = "http",
        ["_axis-nvr._tcp.local"] = "http",
        ["_rtsp._tcp.local"] = "rtsp",
        ["_onvif._tcp.local"] = "onvif",
        ["_camera._tcp.local"] = "http",
        ["_psia._tcp.local"] = "http",
        ["_nvr._tcp.local"] = "http",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public Evidence Evidence => Evidence.Mdns;

    public IPAddress Group { get; } = new([224, 0, 0, 251]);

    public bool Broadcasts => false;

    /// <summary>Responders that break the rule answer to the group.</summary>
    public bool AnswersToAll => true;

    public int PortIn(DiscoveryPorts ports) => ports.Mdns;

    public IReadOnlyList<byte[]> Questions() => [Question()];

    public IReadOnlyList<Sighting> Read(ReadOnlyMemory<byte> datagram, IPAddress from)
    {
        var records = DnsReader.ReadResponse(datagram.Span);
        var sightings = new List<Sighting>();
        foreach (var pointer in records)
        {
            if (pointer is { Type: DnsType.Ptr, Target: { } instance } && Services.TryGetValue(pointer.Name, out var purpose))
                sightings.Add(Sight(records, pointer.Name, instance, purpose, from));
        }

        return sightings;
    }

    private static Sighting Sight(List<DnsRecord> records, string service, string instance, string purpose, IPAddress from)
    {
        var name = PlainText.Clean(FirstLabel(instance));
        var text = records.Find(record => record.Is(DnsType.Txt, instance));
        var isAxis = service.StartsWith("_axis-", StringComparison.OrdinalIgnoreCase);
        var model = PlainText.Clean(text?.Text("model") ?? text?.Text("md"));
        return new Sighting
        {
            Evidence = Evidence.Mdns,
            Address = from,
            Mac = MacText.Read(text?.Text("macaddress") ?? text?.Text("mac")),
            Brand = isAxis ? "axis" : BrandPresets.Recognise(text?.Text("manufacturer") ?? text?.Text("vendor")) ?? BrandPresets.Recognise(name),
            Model = model,
            Name = name,
            Serial = PlainText.Clean(text?.Text("serialnumber") ?? text?.Text("sn")),
            Ports = [.. DevicePort.From(purpose, records.Find(record => record.Is(DnsType.Srv, instance))?.Port)],
            IsCamera = true,
        };
    }

    /// <summary>The instance's own name: the first label, dots unescaped.</summary>
    private static string FirstLabel(string name)
    {
        var label = new StringBuilder();
        for (var at = 0; at < name.Length && name[at] != '.'; at++)
        {
            if (name[at] == '\\' && at + 1 < name.Length) at++;
            label.Append(name[at]);
        }

        return label.ToString();
    }

    /// <summary>One message that asks for all services.</summary>
    private static byte[] Question()
    {
        var message = new List<byte>(new byte[12]);
        foreach (var service in Services.Keys)
        {
            foreach (var label in service.Split('.'))
            {
                message.Add((byte)label.Length);
                message.AddRange(Encoding.ASCII.GetBytes(label));
            }

            message.Add(0);
            message.AddRange([TypePtr >> 8, (byte)TypePtr, ClassInternet >> 8, (byte)ClassInternet]);
        }

        var bytes = message.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), (ushort)Services.Count);
        return bytes;
    }
}
