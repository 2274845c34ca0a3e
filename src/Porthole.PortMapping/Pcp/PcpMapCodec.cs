using System.Buffers.Binary;
using System.Net;

namespace Porthole.PortMapping.Pcp;

/// <summary>The MAP opcode's own part, in a request (suggested) and in a response (assigned).</summary>
internal readonly record struct PcpMapData(
    PcpNonce Nonce, Transport Transport, ushort InternalPort, ushort ExternalPort, IPAddress ExternalAddress);

/// <summary>A MAP request.</summary>
/// <param name="Client">This PC's address.</param>
/// <param name="Lifetime">The lease wished in seconds; 0 removes the mapping (RFC 6887, 15).</param>
/// <param name="Map">The MAP part with the suggested external address and port.</param>
/// <param name="ThirdParty">The host that the mapping is for; null for this PC itself.</param>
/// <param name="PreferFailure">Whether another external port than the suggested one is to be refused.</param>
internal readonly record struct PcpMapRequest(
    IPAddress Client, uint Lifetime, PcpMapData Map, IPAddress? ThirdParty = null, bool PreferFailure = false);

/// <summary>Writes MAP requests and reads MAP responses (RFC 6887, 11.1).</summary>
internal static class PcpMapCodec
{
    public const int DataSize = 36;

    public static byte[] Write(in PcpMapRequest request)
    {
        var size = PcpHeader.Size + DataSize
            + (request.ThirdParty is null ? 0 : PcpOption.ThirdPartySize)
            + (request.PreferFailure ? PcpOption.PreferFailureSize : 0);
        var message = new byte[size];
        PcpHeader.WriteRequest(message, PcpOpcode.Map, request.Lifetime, request.Client);
        WriteData(message.AsSpan(PcpHeader.Size), request.Map);
        var options = message.AsSpan(PcpHeader.Size + DataSize);
        if (request.ThirdParty is not null)
            options = options[PcpOption.WriteThirdParty(options, request.ThirdParty)..];
        if (request.PreferFailure)
            PcpOption.WritePreferFailure(options);
        return message;
    }

    /* MAP
        0                   1                   2                   3
        0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       |                 Mapping Nonce (96 bits)                       |
       |                                                               |
       |                                                               |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       |   Protocol    |          Reserved (24 bits)                   |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       |        Internal Port          | Suggested/Assigned Ext. Port  |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       |     Suggested/Assigned External IP Address (128 bits)         |
       |                                                               |
       |                                                               |
       |                                                               |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+ */
    private static void WriteData(Span<byte> to, in PcpMapData map)
    {
        map.Nonce.Write(to);
        to[12] = (byte)map.Transport;
        BinaryPrimitives.WriteUInt16BigEndian(to[16..], map.InternalPort);
        BinaryPrimitives.WriteUInt16BigEndian(to[18..], map.ExternalPort);
        PcpAddress.Write(to[20..], map.ExternalAddress);
    }

    /// <summary>Reads the part behind the header of a MAP response; null when it is cut short.</summary>
    public static PcpMapData? ReadData(ReadOnlySpan<byte> from) => from.Length < DataSize
        ? null
        : new PcpMapData(
            PcpNonce.Read(from),
            (Transport)from[12],
            BinaryPrimitives.ReadUInt16BigEndian(from[16..]),
            BinaryPrimitives.ReadUInt16BigEndian(from[18..]),
            PcpAddress.Read(from[20..]));
}
