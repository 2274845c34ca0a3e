using System.Net;
using Porthole.PortMapping.Upnp.Description;
using Porthole.PortMapping.Upnp.Http;
using Porthole.PortMapping.Upnp.Mappings;
using Porthole.PortMapping.Upnp.Soap;

namespace Porthole.PortMapping.Upnp;

/// <summary>A gateway's UPnP IGD service: WANIPConnection or WANPPPConnection, version 1 or 2.</summary>
internal sealed class UpnpProtocol : IGatewayProtocol
{
    private readonly TableReader _table;
    private readonly PortMapper _mapper;

    public UpnpProtocol(
        WanConnection service, DeviceDescription description, Uri descriptionUrl, RouterHttpClient http, DefaultGateway gateway, TimeProvider time)
    {
        Soap = new SoapClient(http, service, time);
        Router = description.Identity;
        Device = description.Udn;
        DescriptionUrl = descriptionUrl;

        var actions = new IgdActions(Soap);
        Connection = new ConnectionState(actions, gateway);
        _table = new TableReader(actions, time);
        var trial = new PolicyTrial(actions, _table, gateway);
        _mapper = new PortMapper(actions, _table, new RefusalInvestigator(actions, _table, Connection, trial, gateway), time);
    }

    public MappingProtocol Kind => MappingProtocol.UpnpIgd;

    public string Name => Soap.Service.Version >= 2 ? "upnp-igd2" : "upnp-igd1";

    public RouterIdentity Router { get; }

    public bool CanMapForOthers => true;

    public bool CanRead => true;

    /// <summary>Where the service was described; worth remembering for the next run.</summary>
    public Uri DescriptionUrl { get; }

    /// <summary>The unique device name of the root device, which its announcements carry; may be empty.</summary>
    public string Device { get; }

    public SoapClient Soap { get; }

    public ConnectionState Connection { get; }

    /// <summary>How many mappings stand by this program's own account.</summary>
    public int HeldCount => _mapper.HeldCount;

    /// <summary>Whether both are the same service of the same description.</summary>
    public bool IsSameAs(UpnpProtocol other) => DescriptionUrl == other.DescriptionUrl && Soap.Service.IsSameAs(other.Soap.Service);

    public ValueTask<GatewayResult<Mapping>> MapAsync(MappingRequest request, CancellationToken cancellationToken) =>
        _mapper.MapAsync(request, cancellationToken);

    public ValueTask<GatewayResult<Done>> UnmapAsync(Mapping mapping, CancellationToken cancellationToken) =>
        _mapper.UnmapAsync(mapping, cancellationToken);

    public ValueTask<GatewayResult<IPAddress>> GetExternalAddressAsync(CancellationToken cancellationToken) =>
        Connection.GetExternalAddressAsync(cancellationToken);

    public async ValueTask<GatewayResult<TableEntry>> ReadAsync(Transport transport, ushort externalPort, CancellationToken cancellationToken)
    {
        var read = await _table.ReadAsync(transport, externalPort, cancellationToken);
        if (read.IsGranted || read.Refusal.Reason == RefusalReason.NotFound)
        {
            _mapper.NoteRead(transport, externalPort, read.IsGranted);
        }

        return read;
    }

    public async ValueTask<GatewayResult<IReadOnlyList<TableEntry>>> ListAsync(CancellationToken cancellationToken)
    {
        var table = await _table.ListAsync(cancellationToken);
        if (!table.IsGranted)
        {
            return table.Refusal;
        }

        if (table.Value.IsCertain)
        {
            _mapper.NoteTable(table.Value.Entries);
        }

        // A router that holds mappings of ours and looks empty is one that does not let its table be read.
        return table.Value.IsCertain || HeldCount == 0
            ? table.Value.Entries.ToList()
            : new Refusal(RefusalReason.Unsupported, "this router does not let its table be read");
    }
}
