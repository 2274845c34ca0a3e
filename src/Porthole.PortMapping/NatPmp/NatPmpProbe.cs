using System.Net;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping.NatPmp;

/// <summary>NAT-PMP's part in a gateway session: asks for the external address (RFC 6886, 3.2) and watches epoch and announcements.</summary>
internal sealed class NatPmpProbe : IProtocolProbe, IGatewayChannelListener, IAnnouncementReader
{
    private static readonly byte[] AddressRequest = NatPmpCodec.WriteExternalAddress();

    private readonly DefaultGateway _gateway;
    private readonly GatewayChannel _channel;
    private readonly Exchange<NatPmpResponse> _exchange;
    private readonly NatPmpEpoch _epoch;
    private readonly NatPmpProtocol _protocol;
    private readonly ProbeLog _log;
    private readonly Lock _addressGate = new();
    private (bool Known, IPAddress? Value) _address;
    private IProbeSink? _sink;
    private volatile bool _otherVersion;

    public NatPmpProbe(DefaultGateway gateway, GatewayOptions options, GatewayIdentity identity, TimeProvider time)
    {
        _gateway = gateway;
        _channel = new GatewayChannel(gateway, options.PcpPort, identity, this);
        _exchange = new Exchange<NatPmpResponse>(_channel, Retransmission.After, time);
        _epoch = new NatPmpEpoch(time);
        _protocol = new NatPmpProtocol(gateway, _exchange, time);
        _log = new ProbeLog(MappingProtocol.NatPmp, "external address request", $"{gateway.Address}:{options.PcpPort}", time);
    }

    public MappingProtocol Protocol => MappingProtocol.NatPmp;

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
            _otherVersion = false;
        }
        // RFC 6886, 3.5: a gateway that does not know version 0 is left alone.
        if (_otherVersion)
            return;
        _log.Sent();
        _channel.Send(AddressRequest);
        if (_channel.Fault.Length > 0)
            _log.Note(_channel.Fault);
    }

    public void Ask() => _channel.Send(AddressRequest);

    public ProbeReport Report() => _log.Report();

    public void Answer(ReadOnlySpan<byte> datagram)
    {
        _sink?.Answered();
        if (!NatPmpCodec.TryRead(datagram, out var response))
        {
            _log.Note(datagram is [2, ..]
                ? "the gateway answered in version 2: it speaks PCP, not NAT-PMP"
                : $"{datagram.Length} bytes that are no NAT-PMP response");
            return;
        }
        if (response.Result == NatPmpResultCode.UnsupportedVersion)
            RefuseVersion();
        else
            Hear(response);
        _exchange.Offer(response);
    }

    public void PortClosed()
    {
        _log.Note("refused at once: the port is closed (ICMP port unreachable)");
        _exchange.PortClosed();
    }

    public void Stranger(IPEndPoint source)
    {
        if (_gateway.IsOnLink(source.Address))
            _sink?.Stranger(source.Address, $"answered NAT-PMP in the gateway's place, from {source}");
    }

    /// <summary>RFC 6886, 3.2.1: a gateway tells a start or a new external address in a response to 224.0.0.1:5350.</summary>
    public bool ReadAnnouncement(ReadOnlySpan<byte> datagram)
    {
        if (!NatPmpCodec.TryRead(datagram, out var response) || response.Opcode != NatPmpOpcode.ExternalAddress)
            return false;
        Hear(response);
        return true;
    }

    private void Hear(in NatPmpResponse response)
    {
        _log.Answer($"NAT-PMP, epoch {response.Epoch} s");
        if (_epoch.Observe(response.Epoch) is { } evidence)
            _sink?.Restarted(evidence);
        _sink?.Found(_protocol);
        if (response.Opcode == NatPmpOpcode.ExternalAddress)
            Compare(response.ExternalAddress is { } address && AddressRules.CanBelongToAHost(address) ? address : null);
    }

    /// <summary>Tells the external address when it is another one than the last one heard.</summary>
    private void Compare(IPAddress? address)
    {
        lock (_addressGate)
        {
            var changed = _address.Known && !Equals(_address.Value, address);
            _address = (true, address);
            if (!changed)
                return;
        }
        _sink?.ExternalAddress(address);
    }

    private void RefuseVersion()
    {
        _otherVersion = true;
        const string Evidence = "unsupported version: the gateway does not speak NAT-PMP";
        _log.Note(Evidence);
        _sink?.Lost(MappingProtocol.NatPmp, Evidence);
    }

    public async ValueTask DisposeAsync()
    {
        _exchange.Close();
        await _channel.DisposeAsync();
    }
}
