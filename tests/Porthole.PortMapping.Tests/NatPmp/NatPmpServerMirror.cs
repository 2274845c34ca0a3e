using System.Buffers.Binary;
using System.Net;

namespace Porthole.PortMapping.Tests.NatPmp;

/// <summary>The server's half of NAT-PMP, written from RFC 6886 by itself so that a mistake of the codec cannot hide in it.</summary>
internal static class NatPmpServerMirror
{
    public const byte ExternalAddress = 0;
    public const byte Udp = 1;
    public const byte Tcp = 2;

    public static bool IsNatPmp(byte[] request) => request.Length >= 2 && request[0] == 0;

    public static byte Opcode(byte[] request) => request[1];

    public static ushort InternalPort(byte[] request) => BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(4));

    public static ushort ExternalPort(byte[] request) => BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(6));

    public static uint Lifetime(byte[] request) => BinaryPrimitives.ReadUInt32BigEndian(request.AsSpan(8));

    public static byte[] Address(string address = "198.51.100.7", uint epoch = 100, ushort result = 0)
    {
        var reply = Error(ExternalAddress, result, epoch, 12);
        IPAddress.Parse(address).TryWriteBytes(reply.AsSpan(8), out _);
        return reply;
    }

    public static byte[] Mapped(
        byte[] request, ushort? externalPort = null, uint? lifetime = null, uint epoch = 100, ushort result = 0, ushort? internalPort = null)
    {
        var reply = Error(Opcode(request), result, epoch, 16);
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(8), internalPort ?? InternalPort(request));
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(10), externalPort ?? ExternalPort(request));
        BinaryPrimitives.WriteUInt32BigEndian(reply.AsSpan(12), lifetime ?? Lifetime(request));
        return reply;
    }

    /// <summary>An answer that may end behind the epoch.</summary>
    public static byte[] Error(byte opcode, ushort result, uint epoch = 100, int length = 8)
    {
        var reply = new byte[length];
        reply[1] = (byte)(0x80 | opcode);
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(2), result);
        BinaryPrimitives.WriteUInt32BigEndian(reply.AsSpan(4), epoch);
        return reply;
    }
}
