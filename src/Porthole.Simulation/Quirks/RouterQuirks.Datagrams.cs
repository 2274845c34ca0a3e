using System.Buffers.Binary;
using System.Net;

namespace Porthole.Simulation;

/// <content>NAT-PMP and PCP.</content>
public static partial class RouterQuirks
{
    private const byte MapResponse = 0x81;

    /// <summary>Every PCP MAP is answered with this result, 0 to 255, while ANNOUNCE works (2: tailscale/tailscale#1531; 8: #13687). The router has done what was asked all the same when it could.</summary>
    public static Quirk PcpMapResult(byte result) => new()
    {
        ChangePcp = (_, reply) =>
        {
            if (reply[1] == MapResponse)
                reply[3] = result;
            return reply;
        },
    };

    /// <summary>Every NAT-PMP mapping is answered with this result.</summary>
    public static Quirk NatPmpMapResult(ushort result) => new()
    {
        ChangeNatPmp = (_, reply) =>
        {
            if (reply.Length == 16)
                BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(2), result);
            return reply;
        },
    };

    /// <summary>NAT-PMP mapping answers come without the internal port (mDNSResponder has a comment on it).</summary>
    public static Quirk NatPmpWithoutInternalPort => new()
    {
        ChangeNatPmp = (_, reply) =>
        {
            if (reply.Length == 16)
                reply.AsSpan(8, 2).Clear();
            return reply;
        },
    };

    /// <summary>NAT-PMP tells this external address, with success: 0.0.0.0 is met ("pathologically", mDNSResponder).</summary>
    public static Quirk NatPmpAddressReads(IPAddress address) => new()
    {
        ChangeNatPmp = (_, reply) =>
        {
            if (reply.Length == 12)
                address.MapToIPv4().GetAddressBytes().CopyTo(reply, 8);
            return reply;
        },
    };

    /// <summary>Tells this epoch in every NAT-PMP and PCP answer, computed from the true one: a clock that is slow, or stands still at 0.</summary>
    public static Quirk EpochReads(Func<uint, uint> change) => new()
    {
        ChangeNatPmp = (_, reply) => WithEpoch(reply, 4, change),
        ChangePcp = (_, reply) => WithEpoch(reply, 8, change),
    };

    /// <summary>Answers to NAT-PMP and PCP are cut to so many bytes.</summary>
    public static Quirk TruncatedDatagrams(int bytes) => new()
    {
        ChangeNatPmp = (_, reply) => reply[..Math.Min(bytes, reply.Length)],
        ChangePcp = (_, reply) => reply[..Math.Min(bytes, reply.Length)],
    };

    private static byte[] WithEpoch(byte[] reply, int offset, Func<uint, uint> change)
    {
        if (reply.Length >= offset + 4)
        {
            var epoch = reply.AsSpan(offset, 4);
            BinaryPrimitives.WriteUInt32BigEndian(epoch, change(BinaryPrimitives.ReadUInt32BigEndian(epoch)));
        }

        return reply;
    }
}
