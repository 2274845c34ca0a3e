using System.Buffers.Binary;
using System.Net;

namespace Porthole.PortMapping.Pcp;

/// <summary>The options of RFC 6887, 13 that are sent; both may be refused as unknown, which falls back cleanly.</summary>
internal static class PcpOption
{
    public const byte ThirdParty = 1;

    public const byte PreferFailure = 2;

    public const int ThirdPartySize = 4 + PcpAddress.Size;

    public const int PreferFailureSize = 4;

    /* THIRD_PARTY (RFC 6887, 13.1)
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       | Option Code=1 |  Reserved     |   Option Length=16            |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       |                Internal IP Address (128 bits)                 |
       |                                                               |
       |                                                               |
       |                                                               |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+ */
    public static int WriteThirdParty(Span<byte> to, IPAddress host)
    {
        to[0] = ThirdParty;
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], PcpAddress.Size);
        PcpAddress.Write(to[4..], host);
        return ThirdPartySize;
    }

    /* PREFER_FAILURE (RFC 6887, 13.2)
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
       | Option Code=2 |  Reserved     |   Option Length=0             |
       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+ */
    public static void WritePreferFailure(Span<byte> to) => to[0] = PreferFailure;
}
