using System.Buffers.Binary;
using System.Net;
using Porthole.PortMapping.Pcp;

namespace Porthole.PortMapping.Tests.Pcp;

/// <summary>The server's half of PCP, written from RFC 6887 by itself so that a mistake of the codec cannot hide in it.</summary>
internal static class PcpServerMirror
{
    public const byte Announce = 0;
    public const byte Map = 1;

    public static bool IsPcp(byte[] request) => request.Length >= 24 && request[0] == 2 && request[1] < 0x80;

    public static byte Opcode(byte[] request) => request[1];

    public static uint Lifetime(byte[] request) => BinaryPrimitives.ReadUInt32BigEndian(request.AsSpan(4));

    public static IPAddress Client(byte[] request) => new IPAddress(request.AsSpan(8, 16)).MapToIPv4();

    public static byte[] Nonce(byte[] request) => request[24..36];

    public static byte Transport(byte[] request) => request[36];

    public static ushort InternalPort(byte[] request) => BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(40));

    public static ushort ExternalPort(byte[] request) => BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(42));

    public static IPAddress ExternalAddress(byte[] request) => new IPAddress(request.AsSpan(44, 16)).MapToIPv4();

    /// <summary>The options behind a MAP request, by code.</summary>
    public static Dictionary<byte, byte[]> Options(byte[] request)
    {
        var options = new Dictionary<byte, byte[]>();
        for (var at = 60; at < request.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(at + 2));
            options.Add(request[at], request[(at + 4)..(at + 4 + length)]);
            at += 4 + ((length + 3) / 4 * 4);
        }
        return options;
    }

    /// <summary>RFC 6887, 8.2: the request comes back with the R bit, result, lifetime and epoch set.</summary>
    public static byte[] Reply(
        byte[] request, PcpResultCode result = PcpResultCode.Success, uint epoch = 100, uint? lifetime = null,
        ushort? externalPort = null, string externalAddress = "198.51.100.7")
    {
        var reply = request.ToArray();
        reply[1] |= 0x80;
        reply[2] = 0;
        reply[3] = (byte)result;
        BinaryPrimitives.WriteUInt32BigEndian(reply.AsSpan(4), lifetime ?? Lifetime(request));
        BinaryPrimitives.WriteUInt32BigEndian(reply.AsSpan(8), epoch);
        reply.AsSpan(12, 12).Clear();
        if (Opcode(request) != Map || result != PcpResultCode.Success)
            return reply;
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(42), externalPort ?? ExternalPort(request));
        IPAddress.Parse(externalAddress).MapToIPv6().TryWriteBytes(reply.AsSpan(44), out _);
        return reply;
    }

    public static byte[] Announcement(uint epoch)
    {
        var message = new byte[24];
        message[0] = 2;
        message[1] = 0x80;
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), epoch);
        return message;
    }
}
