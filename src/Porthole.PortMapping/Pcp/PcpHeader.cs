using System.Buffers.Binary;
using System.Net;

namespace Porthole.PortMapping.Pcp;

/// <summary>What a PCP message is about (RFC 6887, 19.2).</summary>
internal enum PcpOpcode : byte
{
    Announce = 0,
    Map = 1,
    Peer = 2,
}

/// <summary>The common headers of RFC 6887, 7.1 and 7.2.</summary>
internal static class PcpHeader
{
    public const byte Version = 2;

    public const int Size = 24;

    // RFC 6887, 7: every message is a multiple of 4 bytes and has at most 1100.
    public const int MaximumMessage = 1100;

    private const byte ResponseBit = 0x80;

    /* Request
        0                   1                   2                   3
        0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       |  Version = 2  |0|   Opcode    |           Reserved            |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       |                 Requested Lifetime (seconds)                  |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       |            PCP Client's IP Address (128 bits, an IPv4         |
       |                    address as ::ffff:a.b.c.d)                 |
       |                                                               |
       |                                                               |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+ */
    public static void WriteRequest(Span<byte> to, PcpOpcode opcode, uint lifetime, IPAddress client)
    {
        to[..Size].Clear();
        to[0] = Version;
        to[1] = (byte)opcode;
        BinaryPrimitives.WriteUInt32BigEndian(to[4..], lifetime);
        PcpAddress.Write(to[8..], client);
    }

    /* Response
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       |  Version = 2  |1|   Opcode    |   Reserved    |  Result Code  |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       |                      Lifetime (seconds)                       |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       |                     Epoch Time (seconds)                      |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       |                      Reserved (96 bits)                       |
       |                                                               |
       |                                                               |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+ */
    public static bool TryReadResponse(ReadOnlySpan<byte> from, out PcpResponse response)
    {
        response = default;
        if (from.Length < 4 || (from[1] & ResponseBit) == 0)
            return false;
        var opcode = (PcpOpcode)(from[1] & ~ResponseBit);
        var result = (PcpResultCode)from[3];
        if (from[0] != Version)
        {
            // A server of another version says so in its own format, of which only this much is known to PCP: a NAT-PMP
            // gateway answers with 8 bytes whose 16-bit result ends where PCP's stands (RFC 6887, 9; RFC 6886, 3.5).
            response = new PcpResponse { Version = from[0], Opcode = opcode, Result = result };
            return result is PcpResultCode.UnsuppVersion;
        }
        if (from.Length is < Size or > MaximumMessage || from.Length % 4 != 0)
            return false;
        response = new PcpResponse
        {
            Version = Version,
            Opcode = opcode,
            Result = result,
            Lifetime = BinaryPrimitives.ReadUInt32BigEndian(from[4..]),
            Epoch = BinaryPrimitives.ReadUInt32BigEndian(from[8..]),
        };
        return true;
    }
}
