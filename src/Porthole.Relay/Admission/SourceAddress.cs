using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Porthole.Relay.Admission;

/// <summary>An address as admission sees it: a value without an allocation, IPv4 whenever it is IPv4 at heart.</summary>
internal readonly record struct SourceAddress(UInt128 Value, bool IsIPv4)
{
    /// <summary>What ::ffff:0:0/96 starts with (RFC 4291, section 2.5.5.2).</summary>
    private static readonly UInt128 MappedPrefix = (UInt128)0xffff << 32;

    /// <summary>What fe80::/10 (link-local, RFC 4291) starts with.</summary>
    private const int LinkLocal = 0xfe80 >> 6;

    /// <summary>What fc00::/7 (unique local, RFC 4193) starts with.</summary>
    private const int UniqueLocal = 0xfc00 >> 9;

    /// <summary>
    /// What is counted as one source: a host's address, or the /64 of a global IPv6 address, of which the host has all.
    /// All hosts of a LAN share one local /64.
    /// </summary>
    public SourceAddress Network => IsIPv4 || IsLocal ? this : new((Value >> 64) << 64, IsIPv4: false);

    private bool IsLocal => (int)(Value >> 118) == LinkLocal || (int)(Value >> 121) == UniqueLocal;

    public static SourceAddress From(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return From(bytes[..length]);
    }

    /// <remarks>
    /// The layout of sockaddr_in and sockaddr_in6 is the same on every system that .NET runs on, the family's byte order aside:
    /// <code>
    /// IPv4: | family 2 | port 2 | address 4 | ...
    /// IPv6: | family 2 | port 2 | flow info 4 | address 16 | scope 4 |
    /// </code>
    /// </remarks>
    public static SourceAddress From(SocketAddress address) =>
        address.Family == AddressFamily.InterNetwork ? From(address.Buffer.Span.Slice(4, 4)) : From(address.Buffer.Span.Slice(8, 16));

    public static SourceAddress From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 4)
            return new(BinaryPrimitives.ReadUInt32BigEndian(bytes), IsIPv4: true);

        var value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return value >> 32 == MappedPrefix >> 32 ? new((uint)value, IsIPv4: true) : new(value, IsIPv4: false);
    }

    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return new IPAddress(IsIPv4 ? bytes[12..] : bytes);
    }
}
