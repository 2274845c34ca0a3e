using System.Net;
using Porthole.Simulation.Net;

namespace Porthole.Simulation.Router.Pcp;

/// <summary>One UDP socket for PCP and NAT-PMP; the first byte tells them apart (RFC 6887, 9 and appendix A).</summary>
internal sealed class PcpServer : IAsyncDisposable
{
    private readonly RouterCore _core;
    private readonly NatPmpResponder _natPmp;
    private readonly PcpResponder _pcp;
    private readonly UdpService _socket;

    public PcpServer(RouterCore core)
    {
        _core = core;
        _natPmp = new NatPmpResponder(core);
        _pcp = new PcpResponder(core);
        _socket = UdpService.Bind(new IPEndPoint(core.Options.LanAddress, core.Options.PcpPort), AnswerAsync);
    }

    public int Port => _socket.EndPoint.Port;

    /// <summary>Tells listeners that the table was lost or the address changed (RFC 6886, 3.2.1; RFC 6887, 14.1.2).</summary>
    public async Task AnnounceAsync(IEnumerable<IPEndPoint> to, CancellationToken cancellationToken)
    {
        foreach (var listener in to)
        {
            if (_core.Answers(RouterProtocols.Pcp) && _core.Quirks.ChangePcp([], _pcp.Announcement()) is { } pcp)
                await _socket.SendAsync(pcp, listener, cancellationToken);
            if (_core.Answers(RouterProtocols.NatPmp) && _core.Quirks.ChangeNatPmp([], _natPmp.Announcement()) is { } natPmp)
                await _socket.SendAsync(natPmp, listener, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    private async Task AnswerAsync(ReadOnlyMemory<byte> datagram, IPEndPoint from, CancellationToken cancellationToken)
    {
        var request = datagram.ToArray();
        if (Answer(request, from) is not { } reply)
            return;
        await _core.ThinkAsync(cancellationToken);
        await _socket.SendAsync(reply, from, cancellationToken);
    }

    private byte[]? Answer(byte[] request, IPEndPoint from)
    {
        // Too short to tell what it is, or itself an answer: dropped by both protocols.
        if (request.Length < 2 || (request[1] & 0x80) != 0)
        {
            _core.Counts.Add(RouterRequest.OtherDatagram);
            return null;
        }

        // A NAT-PMP server answers a PCP request in NAT-PMP, version 0, result 1; a PCP server answers a
        // NAT-PMP request in PCP, version 2, result 1.
        var natPmp = _core.Answers(RouterProtocols.NatPmp);
        var pcp = _core.Answers(RouterProtocols.Pcp);
        if (natPmp && (request[0] == NatPmpResponder.Version || !pcp))
            return _natPmp.Answer(request, from) is { } reply ? _core.Quirks.ChangeNatPmp(request, reply) : null;
        if (pcp)
            return _pcp.Answer(request, from) is { } reply ? _core.Quirks.ChangePcp(request, reply) : null;
        (request[0] == NatPmpResponder.Version ? (Action<byte[]>)_natPmp.Count : _pcp.Count)(request);
        return null;
    }
}
