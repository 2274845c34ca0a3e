using System.Buffers.Binary;
using System.Net;

namespace Porthole.PortMapping.NatPmp;

/// <summary>What a NAT-PMP message is about (RFC 6886, 3.2 and 3.3).</summary>
internal enum NatPmpOpcode : byte
{
    ExternalAddress = 0,
    MapUdp = 1,
    MapTcp = 2,
}

/// <summary>Writes NAT-PMP requests and reads responses.</summary>
internal static class NatPmpCodec
{
    public const byte Version = 0;

    private const byte ResponseBit = 0x80;
    private const int HeaderSize = 8;
    private const int AddressSize = 12;
    private const int MapSize = 16;

    public static NatPmpOpcode MapOpcode(Transport transport) =>
        transport is Transport.Tcp ? NatPmpOpcode.MapTcp : NatPmpOpcode.MapUdp;

    /* External address request (RFC 6886, 3.2)
        0                   1
        0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       | Vers = 0      | OP = 0        |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+ */
    public static byte[] WriteExternalAddress() => [Version, (byte)NatPmpOpcode.ExternalAddress];

    /* Mapping request (RFC 6886, 3.3)
        0                   1                   2                   3
        0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       | Vers = 0      | OP = 1, 2     | Reserved                      |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       | Internal Port                 | Suggested External Port       |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       | Requested Port Mapping Lifetime in Seconds                    |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+ */
    public static byte[] WriteMap(Transport transport, in NatPmpMapData map)
    {
        var message = new byte[12];
        message[0] = Version;
        message[1] = (byte)MapOpcode(transport);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(4), map.InternalPort);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(6), map.ExternalPort);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), map.Lifetime);
        return message;
    }

    /* Responses: the first 8 bytes are common; an error may end there (RFC 6886, 3.5).
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       | Vers = 0      | OP = 128 + x  | Result Code                   |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       | Seconds Since Start of Epoch                                  |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       | x = 0: External IPv4 Address                                  |
       | x > 0: Internal Port          | Mapped External Port          |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       | x > 0: Port Mapping Lifetime in Seconds                       |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+ */
    /// <summary>Reads a response; false for requests, other versions and messages cut short.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out NatPmpResponse response)
    {
        response = default;
        if (datagram.Length < HeaderSize || datagram[0] != Version || (datagram[1] & ResponseBit) == 0)
            return false;
        response = new NatPmpResponse
        {
            Opcode = (NatPmpOpcode)(datagram[1] & ~ResponseBit),
            Result = (NatPmpResultCode)BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]),
            Epoch = BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]),
        };
        switch (response.Opcode)
        {
            case NatPmpOpcode.ExternalAddress when datagram.Length >= AddressSize:
                response = response with { ExternalAddress = new IPAddress(datagram.Slice(8, 4)) };
                return true;
            case NatPmpOpcode.MapTcp or NatPmpOpcode.MapUdp when datagram.Length >= MapSize:
                response = response with { Map = ReadMap(datagram) };
                return true;
            default:
                return response.Result != NatPmpResultCode.Success;
        }
    }

    private static NatPmpMapData ReadMap(ReadOnlySpan<byte> datagram) => new(
        BinaryPrimitives.ReadUInt16BigEndian(datagram[8..]),
        BinaryPrimitives.ReadUInt16BigEndian(datagram[10..]),
        BinaryPrimitives.ReadUInt32BigEndian(datagram[12..]));
}
