using System.Buffers.Binary;

namespace Porthole.PortMapping.Pcp;

/// <summary>The 96-bit mapping nonce of RFC 6887, 11.1: who knows it may renew and remove the mapping.</summary>
internal readonly record struct PcpNonce(ulong High, uint Low)
{
    public const int Size = 12;

    public static PcpNonce Read(ReadOnlySpan<byte> from) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(from), BinaryPrimitives.ReadUInt32BigEndian(from[8..]));

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64BigEndian(to, High);
        BinaryPrimitives.WriteUInt32BigEndian(to[8..], Low);
    }
}
