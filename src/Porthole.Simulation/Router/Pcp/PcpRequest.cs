using System.Buffers.Binary;
using System.Net;

namespace Porthole.Simulation.Router.Pcp;

/// <summary>Result codes of RFC 6887, 7.4.</summary>
internal enum PcpResult : byte
{
    Success = 0,
    UnsupportedVersion = 1,
    NotAuthorized = 2,
    MalformedRequest = 3,
    UnsupportedOpcode = 4,
    UnsupportedOption = 5,
    MalformedOption = 6,
    NetworkFailure = 7,
    NoResources = 8,
    UnsupportedProtocol = 9,
    CannotProvideExternal = 11,
    AddressMismatch = 12,
}

/// <summary>
/// A MAP request (RFC 6887, 7.1, 7.3 and 11.1), read from its bytes.
/// <code>
///  0: version 2        1: R bit and opcode       2: reserved (16)
///  4: requested lifetime (32)
///  8: client address (128, IPv4-mapped for IPv4)
/// 24: nonce (96)
/// 36: protocol        37: reserved (24)
/// 40: internal port (16)                        42: suggested external port (16)
/// 44: suggested external address (128)
/// 60: options, each: code (8), reserved (8), length (16), data padded to 4
/// </code>
/// </summary>
internal sealed record PcpRequest
{
    public const int HeaderLength = 24;
    public const int MapLength = 60;

    // RFC 6887, 7: no PCP message is longer.
    public const int MaximumLength = 1100;

    private const byte ThirdPartyOption = 1;
    private const byte PreferFailureOption = 2;
    private const byte FilterOption = 3;

    // Options below 128 must be understood (RFC 6887, 7.3).
    private const byte FirstOptional = 128;

    public required uint Lifetime { get; init; }

    public required string Nonce { get; init; }

    public required byte Protocol { get; init; }

    public required ushort InternalPort { get; init; }

    public required ushort SuggestedPort { get; init; }

    public required IPAddress SuggestedAddress { get; init; }

    /// <summary>The host that THIRD_PARTY names; null without the option.</summary>
    public IPAddress? ThirdParty { get; private set; }

    public bool PreferFailure { get; private set; }

    /// <summary>The only remote host that FILTER lets in; null without a filter for one host.</summary>
    public string? Filter { get; private set; }

    /// <summary>The client address in the header of any request.</summary>
    public static IPAddress Client(ReadOnlySpan<byte> request) => Address(request[8..24]);

    /// <summary>Reads the MAP part; <paramref name="result"/> tells what is wrong with its options.</summary>
    public static PcpRequest ReadMap(ReadOnlySpan<byte> bytes, out PcpResult result)
    {
        var request = new PcpRequest
        {
            Lifetime = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
            Nonce = Convert.ToHexStringLower(bytes[24..36]),
            Protocol = bytes[36],
            InternalPort = BinaryPrimitives.ReadUInt16BigEndian(bytes[40..]),
            SuggestedPort = BinaryPrimitives.ReadUInt16BigEndian(bytes[42..]),
            SuggestedAddress = Address(bytes[44..60]),
        };
        result = PcpResult.Success;
        for (var rest = bytes[MapLength..]; rest.Length > 0 && result == PcpResult.Success;)
            result = request.ReadOption(ref rest);
        return request;
    }

    private PcpResult ReadOption(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 4)
            return PcpResult.MalformedOption;
        var code = rest[0];
        var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        var padded = (length + 3) & ~3;
        if (rest.Length < 4 + padded)
            return PcpResult.MalformedOption;
        var data = rest.Slice(4, length);
        rest = rest[(4 + padded)..];
        switch (code)
        {
            case ThirdPartyOption when length == 16 && ThirdParty is null:
                ThirdParty = Address(data);
                return PcpResult.Success;
            case PreferFailureOption when length == 0 && !PreferFailure:
                PreferFailure = true;
                return PcpResult.Success;
            case FilterOption when length == 20:
                // reserved, prefix length, remote port, remote address; only a whole IPv4 host is honoured.
                Filter = data[1] == 128 ? Address(data[4..]).ToString() : Filter;
                return PcpResult.Success;
            case < FirstOptional:
                return code is ThirdPartyOption or PreferFailureOption or FilterOption ? PcpResult.MalformedOption : PcpResult.UnsupportedOption;
            default:
                return PcpResult.Success;
        }
    }

    private static IPAddress Address(ReadOnlySpan<byte> bytes)
    {
        var address = new IPAddress(bytes);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
