using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;

namespace Porthole.PortMapping.Pcp;

/// <summary>
/// Derives the nonce of a mapping from a secret: HMAC-SHA-256 over what identifies the mapping (RFC 6887, 11.3: protocol,
/// internal address and port), cut to 96 bits. Off-path guessing stays as hard as RFC 6887 wants it, and a restarted
/// program knows its nonces without a store that could be lost or torn.
/// </summary>
internal sealed class PcpNonces
{
    // 128 bits: less than the nonce itself would make the nonce guessable.
    private const int MinimumSecret = 16;

    private readonly byte[] _secret;

    /// <param name="secret">The secret of <see cref="GatewayOptions.NonceSecret"/>; one too short to be a secret is replaced by a random one.</param>
    public PcpNonces(ReadOnlyMemory<byte> secret) =>
        _secret = secret.Length >= MinimumSecret ? secret.ToArray() : RandomNumberGenerator.GetBytes(MinimumSecret);

    public PcpNonce For(Transport transport, IPEndPoint @internal)
    {
        // transport (1), port (2), address (4 or 16)
        Span<byte> identity = stackalloc byte[19];
        identity[0] = (byte)transport;
        BinaryPrimitives.WriteUInt16BigEndian(identity[1..], (ushort)@internal.Port);
        @internal.Address.TryWriteBytes(identity[3..], out var length);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, identity[..(3 + length)], mac);
        return PcpNonce.Read(mac);
    }
}
