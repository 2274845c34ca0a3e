using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Porthole.Simulation.Device.Xmeye;

/// <summary>Answers the search of Xiongmai's boards: message 1530 in a DVRIP frame of 20 bytes gets message 1531 with JSON, which ends with a line feed and a NUL.</summary>
internal sealed class XmeyeAnswers(DeviceFace face)
{
    private const int Header = 20;

    public byte[]? Answer(ReadOnlyMemory<byte> question, IPEndPoint from)
    {
        _ = from;
        var frame = question.Span;
        if (frame.Length < Header || frame[0] != 0xFF || BinaryPrimitives.ReadUInt16LittleEndian(frame[14..]) != 1530)
            return null;
        var json = Encoding.UTF8.GetBytes(Document().ToJsonString() + "\n\0");
        var answer = new byte[Header + json.Length];
        answer[0] = 0xFF;
        answer[1] = 0x01;
        BinaryPrimitives.WriteUInt16LittleEndian(answer.AsSpan(14), 1531);
        BinaryPrimitives.WriteInt32LittleEndian(answer.AsSpan(16), json.Length);
        json.CopyTo(answer, Header);
        return answer;
    }

    private JsonObject Document() => new()
    {
        ["NetWork.NetCommon"] = new JsonObject
        {
            ["BuildDate"] = "2021-03-11 16:28:11",
            ["ChannelNum"] = 1,
            ["DeviceType"] = 1,
            ["GateWay"] = "0x0101A8C0",

            // The bytes of the address from the last to the first, as these boards write it.
            ["HostIP"] = "0x" + Convert.ToHexString(face.Address.GetAddressBytes().Reverse().ToArray()),
            ["HostName"] = face.Options.Name ?? "LocalHost",
            ["HttpPort"] = 80,
            ["MAC"] = face.Options.Mac,
            ["SN"] = face.Serial,
            ["TCPPort"] = face.ServerPort,
            ["UDPPort"] = 34568,
            ["Version"] = face.Firmware,
        },
        ["Ret"] = 100,
        ["SessionID"] = "0x00000000",
    };
}
