using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Router.Table;

namespace Porthole.Simulation.Router.Pcp;

/// <summary>
/// Answers NAT-PMP requests (RFC 6886, 3).
/// <code>
/// External address request          External address response, and announcement
///  0: version 0                      0: version 0
///  1: opcode 0                       1: opcode 128
///                                    2: result (16 bits)
///                                    4: seconds since start of epoch (32)
///                                    8: external IPv4 address (32)
///
/// Mapping request                   Mapping response
///  0: version 0                      0: version 0
///  1: opcode 1 UDP, 2 TCP            1: opcode 129 UDP, 130 TCP
///  2: reserved (16)                  2: result (16)
///  4: internal port (16)             4: seconds since start of epoch (32)
///  6: suggested external port (16)   8: internal port (16)
///  8: requested lifetime (32)       10: mapped external port (16)
///                                   12: lifetime (32)
/// </code>
/// </summary>
internal sealed class NatPmpResponder(RouterCore core)
{
    public const byte Version = 0;

    private const int RequestHeader = 2;
    private const int MappingRequest = 12;

    private enum Result : ushort
    {
        Success = 0,
        UnsupportedVersion = 1,
        NotAuthorized = 2,
        NetworkFailure = 3,
        OutOfResources = 4,
        UnsupportedOpcode = 5,
    }

    public void Count(byte[] request) => core.Counts.Add(request[1] switch
    {
        0 => RouterRequest.NatPmpExternalAddress,
        1 or 2 => RouterRequest.NatPmpMap,
        _ => RouterRequest.OtherDatagram,
    });

    public byte[]? Answer(byte[] request, IPEndPoint from)
    {
        if (request[0] != Version)
        {
            core.Counts.Add(RouterRequest.OtherDatagram);

            // RFC 6886, 3.5: eight bytes, and version 0 even in this answer.
            return Response(8, request[1], Result.UnsupportedVersion);
        }

        Count(request);
        return request[1] switch
        {
            0 when request.Length >= RequestHeader => ExternalAddress(),
            1 or 2 when request.Length >= MappingRequest => Map(request, from),
            1 or 2 => null,
            var opcode => Response(8, opcode, Result.UnsupportedOpcode),
        };
    }

    /// <summary>RFC 6886, 3.2.1: the same as the answer to an external address request.</summary>
    public byte[] Announcement() => ExternalAddress();

    private byte[] ExternalAddress()
    {
        var response = Response(12, 0, core.IsConnected ? Result.Success : Result.NetworkFailure);
        if (core.IsConnected && core.ReportedAddress.AddressFamily == AddressFamily.InterNetwork)
            core.ReportedAddress.TryWriteBytes(response.AsSpan(8), out _);
        return response;
    }

    private byte[] Map(byte[] request, IPEndPoint from)
    {
        var protocol = request[1] == 1 ? ProtocolType.Udp : ProtocolType.Tcp;
        var inside = BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(4));
        var wished = BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(6));
        var lifetime = BinaryPrimitives.ReadUInt32BigEndian(request.AsSpan(8));
        if (lifetime == 0)
            return Unmap(request[1], protocol, new IPEndPoint(from.Address, inside));
        if (inside == 0)
            return MapResponse(request[1], Result.NotAuthorized, inside, wished, lifetime);

        if (core.Options.MaximumNatPmpLifetime is { } most)
            lifetime = Math.Min(lifetime, (uint)most.TotalSeconds);
        var mapping = new SimulatedMapping
        {
            Protocol = protocol,
            ExternalPort = wished == 0 ? inside : wished,
            Internal = new IPEndPoint(from.Address, inside),
            MadeBy = RouterProtocols.NatPmp,
            Description = $"NAT-PMP {inside} {(protocol == ProtocolType.Udp ? "udp" : "tcp")}",
            ExpiresAt = core.Time.GetUtcNow() + TimeSpan.FromSeconds(lifetime),
        };
        var (answer, stored) = PortSearch.FirstFree(core.Table, Known(mapping));
        var result = answer switch
        {
            TableAnswer.Granted => Result.Success,
            TableAnswer.Forbidden => Result.NotAuthorized,
            TableAnswer.Down => Result.NetworkFailure,
            _ => Result.OutOfResources,
        };
        return MapResponse(request[1], result, inside, stored.ExternalPort, core.SecondsLeft(stored));
    }

    /// <summary>RFC 6886, 3.3: a port that is mapped already keeps its external port, whatever is suggested.</summary>
    private SimulatedMapping Known(SimulatedMapping mapping)
    {
        var known = core.Table.Snapshot().FirstOrDefault(m =>
            m.MadeBy == RouterProtocols.NatPmp && m.Protocol == mapping.Protocol && m.Internal.Equals(mapping.Internal));
        return known is null ? mapping : mapping with { ExternalPort = known.ExternalPort };
    }

    /// <summary>RFC 6886, 3.4: an internal port of 0 removes all of this host's mappings of that protocol; what is absent counts as removed.</summary>
    private byte[] Unmap(byte opcode, ProtocolType protocol, IPEndPoint inside)
    {
        core.Table.Remove(m => m.MadeBy == RouterProtocols.NatPmp && m.Protocol == protocol
            && m.Internal.Address.Equals(inside.Address) && (inside.Port == 0 || m.Internal.Port == inside.Port));
        return MapResponse(opcode, Result.Success, (ushort)inside.Port, 0, 0);
    }

    private byte[] MapResponse(byte opcode, Result result, ushort inside, int outside, uint lifetime)
    {
        var response = Response(16, opcode, result);
        BinaryPrimitives.WriteUInt16BigEndian(response.AsSpan(8), inside);
        BinaryPrimitives.WriteUInt16BigEndian(response.AsSpan(10), (ushort)outside);
        BinaryPrimitives.WriteUInt32BigEndian(response.AsSpan(12), lifetime);
        return response;
    }

    private byte[] Response(int length, byte opcode, Result result)
    {
        var response = new byte[length];
        response[1] = (byte)(0x80 | opcode);
        BinaryPrimitives.WriteUInt16BigEndian(response.AsSpan(2), (ushort)result);
        BinaryPrimitives.WriteUInt32BigEndian(response.AsSpan(4), core.Epoch);
        return response;
    }
}
