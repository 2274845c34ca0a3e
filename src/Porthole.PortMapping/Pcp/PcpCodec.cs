using System.Net;

namespace Porthole.PortMapping.Pcp;

/// <summary>Whole PCP messages: the common header, then what the opcode adds. ANNOUNCE adds nothing (RFC 6887, 14.1.1).</summary>
internal static class PcpCodec
{
    public static byte[] WriteAnnounce(IPAddress client)
    {
        var message = new byte[PcpHeader.Size];
        PcpHeader.WriteRequest(message, PcpOpcode.Announce, lifetime: 0, client);
        return message;
    }

    /// <summary>
    /// Reads a response. False for what RFC 6887, 8.3 has dropped in silence: requests, messages cut short, of odd length
    /// or too long. Options in a response are not looked at: the nonce already tells which request it answers.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out PcpResponse response)
    {
        if (!PcpHeader.TryReadResponse(datagram, out response))
            return false;
        if (response.Version != PcpHeader.Version || response.Opcode != PcpOpcode.Map)
            return true;
        response = response with { Map = PcpMapCodec.ReadData(datagram[PcpHeader.Size..]) };
        // An error may be a bare header where the server could not make sense of the request (RFC 6887, 8.2).
        return response.Map is not null || response.Result != PcpResultCode.Success;
    }
}
