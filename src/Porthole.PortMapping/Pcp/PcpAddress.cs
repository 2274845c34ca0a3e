using System.Net;

namespace Porthole.PortMapping.Pcp;

/// <summary>Addresses as PCP carries them: 128 bits, IPv4 mapped into IPv6 (RFC 6887, 5).</summary>
internal static class PcpAddress
{
    public const int Size = 16;

    public static void Write(Span<byte> to, IPAddress address) => address.MapToIPv6().TryWriteBytes(to, out _);

    public static IPAddress Read(ReadOnlySpan<byte> from)
    {
        var address = new IPAddress(from[..Size]);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
