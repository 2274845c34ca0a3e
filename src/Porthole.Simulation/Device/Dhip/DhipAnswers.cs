using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Porthole.Simulation.Device.Dhip;

/// <summary>
/// Answers Dahua's search. As real devices do, only to a frame with the DHIP header: 32 bytes, "DHIP" at 4 and the length of
/// the JSON at 16 and 24, little endian.
/// </summary>
internal sealed class DhipAnswers(DeviceFace face)
{
    private const int Header = 32;

    public static IPAddress Group { get; } = new([239, 255, 255, 251]);

    public byte[]? Answer(ReadOnlyMemory<byte> question, IPEndPoint from)
    {
        _ = from;
        return IsSearch(question.Span) ? Frame(Encoding.UTF8.GetBytes(Document().ToJsonString() + "\n")) : null;
    }

    private static bool IsSearch(ReadOnlySpan<byte> frame)
    {
        if (frame.Length <= Header || frame[0] != Header || !frame.Slice(4, 4).SequenceEqual("DHIP"u8))
            return false;
        var body = frame[Header..];
        if (BinaryPrimitives.ReadInt32LittleEndian(frame[16..]) != body.Length || BinaryPrimitives.ReadInt32LittleEndian(frame[24..]) != body.Length)
            return false;
        try
        {
            return (string?)JsonNode.Parse(body)?["method"] == "DHDiscover.search";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static byte[] Frame(byte[] json)
    {
        var frame = new byte[Header + json.Length];
        frame[0] = Header;
        "DHIP"u8.CopyTo(frame.AsSpan(4));
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(16), json.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(24), json.Length);
        json.CopyTo(frame, Header);
        return frame;
    }

    private JsonObject Document() => new()
    {
        ["mac"] = face.Options.Mac,
        ["method"] = "client.notifyDevInfo",
        ["params"] = new JsonObject
        {
            ["deviceInfo"] = new JsonObject
            {
                ["AlarmInputChannels"] = 0,
                ["DeviceClass"] = "IPC",
                ["DeviceType"] = face.Model,
                ["HttpPort"] = face.HttpPort,
                ["IPv4Address"] = new JsonObject { ["DefaultGateway"] = "192.168.1.1", ["DhcpEnable"] = true, ["IPAddress"] = face.Address.ToString(), ["SubnetMask"] = "255.255.255.0" },
                ["Init"] = face.Options.HasPassword ? 1162 : 1161,
                ["MachineName"] = face.Options.Name ?? face.Serial,
                ["Manufacturer"] = "Private",
                ["Port"] = face.ServerPort,
                ["SerialNo"] = face.Serial,
                ["Vendor"] = "Dahua",
                ["Version"] = face.Firmware,
                ["VideoInputChannels"] = 1,
            },
        },
    };
}
