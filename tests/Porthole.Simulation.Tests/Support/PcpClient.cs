using System.Buffers.Binary;
using System.Net;

namespace Porthole.Simulation.Tests.Support;

/// <summary>PCP and NAT-PMP messages put together by hand.</summary>
internal static class PcpClient
{
    public static readonly byte[] Nonce = [.. Enumerable.Range(1, 12).Select(i => (byte)i)];

    /// <summary>A PCP request header, and behind it whatever is given.</summary>
    public static byte[] Pcp(byte opcode, uint lifetime, IPAddress client, params ReadOnlySpan<byte> rest)
    {
        var bytes = new byte[24 + rest.Length];
        bytes[0] = 2;
        bytes[1] = opcode;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), lifetime);
        client.MapToIPv6().GetAddressBytes().CopyTo(bytes, 8);
        rest.CopyTo(bytes.AsSpan(24));
        return bytes;
    }

    /// <summary>A MAP request.</summary>
    public static byte[] Map(
        int internalPort,
        int externalPort,
        uint lifetime = 3600,
        byte protocol = 6,
        byte[]? nonce = null,
        IPAddress? client = null,
        IPAddress? externalAddress = null,
        byte[]? options = null)
    {
        var map = new byte[36];
        (nonce ?? Nonce).CopyTo(map, 0);
        map[12] = protocol;
        BinaryPrimitives.WriteUInt16BigEndian(map.AsSpan(16), (ushort)internalPort);
        BinaryPrimitives.WriteUInt16BigEndian(map.AsSpan(18), (ushort)externalPort);
        (externalAddress ?? IPAddress.Any).MapToIPv6().GetAddressBytes().CopyTo(map, 20);
        return Pcp(1, lifetime, client ?? IPAddress.Loopback, [.. map, .. options ?? []]);
    }

    public static byte[] ThirdParty(IPAddress address) => [1, 0, 0, 16, .. address.MapToIPv6().GetAddressBytes()];

    public static byte[] PreferFailure => [2, 0, 0, 0];

    /// <summary>Asks the router's PCP port.</summary>
    public static Task<byte[]?> AskPcpAsync(this SimulatedRouter router, byte[] request, IPAddress? from = null, TimeSpan? patience = null) =>
        Wire.AskAsync(new IPEndPoint(router.LanAddress, router.PcpPort), request, from, patience);

    /// <summary>A NAT-PMP mapping request; opcode 1 is UDP, 2 TCP.</summary>
    public static byte[] NatPmpMap(byte opcode, int internalPort, int externalPort, uint lifetime)
    {
        var bytes = new byte[12];
        bytes[1] = opcode;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), (ushort)internalPort);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), (ushort)externalPort);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), lifetime);
        return bytes;
    }

    public static int Port(this byte[] bytes, int offset) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(offset));

    public static uint Number(this byte[] bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(offset));
}
