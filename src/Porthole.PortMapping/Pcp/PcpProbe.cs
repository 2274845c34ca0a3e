using System.Net;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping.Pcp;

/// <summary>PCP's part in a gateway session: asks by ANNOUNCE (RFC 6887, 14.1) and watches epoch and announcements.</summary>
internal sealed class PcpProbe : IProtocolProbe, IGatewayChannelListener, IAnnouncementReader
{
    private readonly DefaultGateway _gateway;
    private readonly byte[] _announce;
    private readonly GatewayChannel _channel;
    private readonly Exchange<PcpResponse> _exchange;
    private readonly PcpEpoch _epoch;
    private readonly PcpProtocol _protocol;
    private readonly PcpExternalAddress _address;
    private readonly ProbeLog _log;
    private IProbeSink? _sink;
    private volatile bool _otherVersion;

    public PcpProbe(DefaultGateway gateway, GatewayOptions options, GatewayIdentity identity, TimeProvider time)
    {
        _gateway = gateway;
        _announce = PcpCodec.WriteAnnounce(gateway.LocalAddress);
        _channel = new GatewayChannel(gateway, options.PcpPort, identity, this);
        _exchange = new Exchange<PcpResponse>(_channel, Retransmission.Jittered, time);
        _epoch = new PcpEpoch(time);
        _address = new PcpExternalAddress(gateway, _channel, time);
        _protocol = new PcpProtocol(gateway, _exchange, new PcpNonces(options.NonceSecret), _address, time);
        _log = new ProbeLog(MappingProtocol.Pcp, "ANNOUNCE", $"{gateway.Address}:{options.PcpPort}", time);
    }

    public MappingProtocol Protocol => MappingProtocol.Pcp;

    public void Start(IProbeSink sink)
    {
        _sink = sink;
        _channel.Open();
    }

    public void Send(int attempt)
    {
        if (attempt == 0)
        {
            _log.Begin();
            _protocol.ForgetRefusals();
            _otherVersion = false;
        }
        // RFC 6887, 9: a gateway that named another version than ours is left alone.
        if (_otherVersion)
            return;
        _log.Sent();
        _channel.Send(_announce);
        if (_channel.Fault.Length > 0)
            _log.Note(_channel.Fault);
    }

    public void Ask() => _channel.Send(_announce);

    public ProbeReport Report() => _log.Report();

    public void Answer(ReadOnlySpan<byte> datagram)
    {
        _sink?.Answered();
        if (!PcpCodec.TryRead(datagram, out var response))
        {
            _log.Note($"{datagram.Length} bytes that are no PCP response");
            return;
        }
        if (response.Version == PcpHeader.Version && response.Result != PcpResultCode.UnsuppVersion)
            Hear(response);
        else
            RefuseVersion(response);
        if (!_exchange.Offer(response) && response is { Result: PcpResultCode.Success, Lifetime: > 0, Map: { } map })
            MappingChanged(map);
    }

    public void PortClosed()
    {
        _log.Note("refused at once: the port is closed (ICMP port unreachable)");
        _exchange.PortClosed();
    }

    public void Stranger(IPEndPoint source)
    {
        if (_gateway.IsOnLink(source.Address))
            _sink?.Stranger(source.Address, $"answered PCP in the gateway's place, from {source}");
    }

    /// <summary>RFC 6887, 14.1.3: a gateway that starts tells so in an ANNOUNCE response to 224.0.0.1:5350.</summary>
    public bool ReadAnnouncement(ReadOnlySpan<byte> datagram)
    {
        if (!PcpCodec.TryRead(datagram, out var response)
            || response is not { Version: PcpHeader.Version, Opcode: PcpOpcode.Announce, Result: PcpResultCode.Success })
        {
            return false;
        }
        Hear(response);
        return true;
    }

    private void Hear(in PcpResponse response)
    {
        _log.Answer($"PCP version 2, epoch {response.Epoch} s");
        if (_epoch.Observe(response.Epoch) is { } evidence)
            _sink?.Restarted(evidence);
        _sink?.Found(_protocol);
    }

    private void RefuseVersion(in PcpResponse response)
    {
        _otherVersion = true;
        var evidence = response.Version == 0
            ? "UNSUPP_VERSION: the gateway speaks NAT-PMP, not PCP"
            : $"UNSUPP_VERSION: the gateway speaks version {response.Version} of PCP, not 2";
        _log.Note(evidence);
        _sink?.Lost(MappingProtocol.Pcp, evidence);
    }

    /// <summary>RFC 6887, 14.2: a gateway tells by itself when a mapping, and with it the external address, changed.</summary>
    private void MappingChanged(in PcpMapData map)
    {
        if (_address.Changed(map.ExternalAddress))
            _sink?.ExternalAddress(AddressRules.CanBelongToAHost(map.ExternalAddress) ? map.ExternalAddress : null);
    }

    public async ValueTask DisposeAsync()
    {
        _exchange.Close();
        await _channel.DisposeAsync();
    }
}
