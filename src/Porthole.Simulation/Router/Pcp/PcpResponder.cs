using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Router.Table;

namespace Porthole.Simulation.Router.Pcp;

/// <summary>
/// Answers PCP requests (RFC 6887).
/// <code>
///  0: version 2        1: R bit set and opcode   2: reserved    3: result (8)
///  4: lifetime (32)
///  8: seconds since start of epoch (32)
/// 12: reserved (96)
/// 24: MAP only: nonce, protocol, internal port, assigned external port and address, as in the request
/// </code>
/// </summary>
internal sealed class PcpResponder(RouterCore core)
{
    private const byte Version = 2;
    private const byte Announce = 0;
    private const byte Map = 1;

    // RFC 6887, 7.4: for errors the lifetime tells how long not to ask again; miniupnpd says 30 s for passing
    // ones and 0 for the rest.
    private const uint PassingErrorLifetime = 30;

    public void Count(byte[] request) => core.Counts.Add((request[1] & 0x7f) switch
    {
        Announce when request[0] == Version => RouterRequest.PcpAnnounce,
        Map when request[0] == Version => RouterRequest.PcpMap,
        _ => RouterRequest.OtherDatagram,
    });

    public byte[]? Answer(byte[] request, IPEndPoint from)
    {
        Count(request);

        // RFC 6887, 8.3: version first, so that later versions learn what is spoken here.
        if (request[0] != Version)
            return Header(request, PcpResult.UnsupportedVersion, 0);
        if (request.Length < PcpRequest.HeaderLength || request.Length > PcpRequest.MaximumLength || request.Length % 4 != 0)
            return Header(request, PcpResult.MalformedRequest, 0);
        if (request[1] is not (Announce or Map))
            return Header(request, PcpResult.UnsupportedOpcode, 0);
        if (request[1] == Map && request.Length < PcpRequest.MapLength)
            return Header(request, PcpResult.MalformedRequest, 0);
        if (!PcpRequest.Client(request).Equals(from.Address))
            return Header(request, PcpResult.AddressMismatch, 0);
        return request[1] == Announce ? Header(request, PcpResult.Success, 0) : AnswerMap(request, from);
    }

    /// <summary>RFC 6887, 14.1.2: an unsolicited ANNOUNCE response tells the new epoch.</summary>
    public byte[] Announcement() => Header([Version, Announce, .. new byte[22]], PcpResult.Success, 0);

    private byte[] AnswerMap(byte[] bytes, IPEndPoint from)
    {
        var request = PcpRequest.ReadMap(bytes, out var result);
        if (result == PcpResult.Success)
            result = Check(request, from);
        var inside = new IPEndPoint(request.ThirdParty ?? from.Address, request.InternalPort);
        if (result == PcpResult.Success)
            return request.Lifetime == 0 ? Delete(bytes, request, inside) : Create(bytes, request, inside);
        return Header(bytes, result, 0);
    }

    private PcpResult Check(PcpRequest request, IPEndPoint from)
    {
        if (request.ThirdParty is not null && !core.Options.AllowThirdParty)
            return PcpResult.UnsupportedOption;

        // RFC 6887, 13.1: naming oneself as the third party is an error.
        if (request.ThirdParty?.Equals(from.Address) == true)
            return PcpResult.MalformedRequest;
        if (request.ThirdParty is { AddressFamily: not AddressFamily.InterNetwork })
            return PcpResult.MalformedOption;

        // RFC 6887, 13.2: failure can be preferred only to something that was asked for.
        if (request.PreferFailure && request.SuggestedPort == 0)
            return PcpResult.MalformedOption;
        if (request.Protocol == 0 && request.InternalPort != 0)
            return PcpResult.MalformedRequest;
        if (request.Lifetime != 0 && (ProtocolType)request.Protocol is not (ProtocolType.Tcp or ProtocolType.Udp))
            return PcpResult.UnsupportedProtocol;
        return request.Lifetime != 0 && request.InternalPort == 0 ? PcpResult.UnsupportedProtocol : PcpResult.Success;
    }

    private byte[] Create(byte[] bytes, PcpRequest request, IPEndPoint inside)
    {
        if (!core.IsConnected)
            return Header(bytes, PcpResult.NetworkFailure, PassingErrorLifetime);
        var known = Known(request, inside);
        if (known is not null && known.Nonce != request.Nonce)
            return Header(bytes, PcpResult.NotAuthorized, 0);
        if (request.PreferFailure && !IsOurs(request.SuggestedAddress))
            return Header(bytes, PcpResult.CannotProvideExternal, 0);

        var lifetime = Math.Clamp(request.Lifetime, (uint)core.Options.MinimumLifetime.TotalSeconds, (uint)core.Options.MaximumLifetime.TotalSeconds);
        var wished = request.SuggestedPort == 0 ? request.InternalPort : request.SuggestedPort;
        var mapping = new SimulatedMapping
        {
            Protocol = (ProtocolType)request.Protocol,

            // RFC 6887, 11.3: a renewal keeps its external port.
            ExternalPort = known?.ExternalPort ?? wished,
            Internal = inside,
            MadeBy = RouterProtocols.Pcp,
            RemoteHost = request.Filter ?? "",
            Description = $"PCP MAP {request.Nonce}",
            Nonce = request.Nonce,
            ExpiresAt = core.Time.GetUtcNow() + TimeSpan.FromSeconds(lifetime),
        };
        var (answer, stored) = request.PreferFailure ? core.Table.Add(mapping) : PortSearch.FirstFree(core.Table, mapping);
        return answer == TableAnswer.Granted
            ? Granted(bytes, stored.ExternalPort, core.SecondsLeft(stored))
            : Refused(bytes, answer, request.PreferFailure);
    }

    private byte[] Delete(byte[] bytes, PcpRequest request, IPEndPoint inside)
    {
        // RFC 6887, 15: protocol 0 or port 0 stand for all; what is absent counts as deleted.
        bool Fits(SimulatedMapping m) => m.MadeBy == RouterProtocols.Pcp && m.Internal.Address.Equals(inside.Address)
            && (request.Protocol == 0 || (byte)m.Protocol == request.Protocol)
            && (inside.Port == 0 || m.Internal.Port == inside.Port);

        if (core.Table.Snapshot().Any(m => Fits(m) && m.Nonce != request.Nonce))
            return Header(bytes, PcpResult.NotAuthorized, 0);
        core.Table.Remove(Fits);
        return Granted(bytes, request.SuggestedPort, 0);
    }

    private SimulatedMapping? Known(PcpRequest request, IPEndPoint inside) => core.Table.Snapshot().FirstOrDefault(m =>
        m.MadeBy == RouterProtocols.Pcp && (byte)m.Protocol == request.Protocol && m.Internal.Equals(inside));

    private bool IsOurs(IPAddress suggested) =>
        suggested.Equals(IPAddress.Any) || suggested.Equals(IPAddress.IPv6Any) || suggested.Equals(core.ReportedAddress);

    private byte[] Refused(byte[] bytes, TableAnswer answer, bool preferFailure) => answer switch
    {
        TableAnswer.Full => Header(bytes, PcpResult.NoResources, PassingErrorLifetime),
        TableAnswer.Down => Header(bytes, PcpResult.NetworkFailure, PassingErrorLifetime),
        _ when preferFailure => Header(bytes, PcpResult.CannotProvideExternal, 0),
        TableAnswer.Forbidden => Header(bytes, PcpResult.NotAuthorized, 0),
        _ => Header(bytes, PcpResult.NoResources, PassingErrorLifetime),
    };

    private byte[] Granted(byte[] bytes, int externalPort, uint lifetime)
    {
        var response = Header(bytes, PcpResult.Success, lifetime);
        BinaryPrimitives.WriteUInt16BigEndian(response.AsSpan(42), (ushort)externalPort);
        core.ReportedAddress.MapToIPv6().TryWriteBytes(response.AsSpan(44), out _);
        return response;
    }

    /// <summary>The request turned into its response: RFC 6887, 8.3 has the rest copied, options included.</summary>
    private byte[] Header(ReadOnlySpan<byte> request, PcpResult result, uint lifetime)
    {
        var length = Math.Clamp((request.Length + 3) & ~3, PcpRequest.HeaderLength, PcpRequest.MaximumLength);
        var response = new byte[length];
        request[..Math.Min(request.Length, length)].CopyTo(response);
        response[0] = Version;
        response[1] = (byte)(0x80 | request[1]);
        response[2] = 0;
        response[3] = (byte)result;
        BinaryPrimitives.WriteUInt32BigEndian(response.AsSpan(4), lifetime);
        BinaryPrimitives.WriteUInt32BigEndian(response.AsSpan(8), core.Epoch);
        response.AsSpan(12, 12).Clear();
        return response;
    }
}
