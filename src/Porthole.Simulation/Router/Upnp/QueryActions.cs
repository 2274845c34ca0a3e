using System.Net.Sockets;
using System.Security;
using System.Text;

namespace Porthole.Simulation.Router.Upnp;

/// <summary>The actions that only read.</summary>
internal sealed class QueryActions(RouterCore core)
{
    public SoapReply ExternalAddress() =>
        SoapReply.Ok(("NewExternalIPAddress", core.IsConnected ? core.ReportedAddress.ToString() : ""));

    public SoapReply Status() => SoapReply.Ok(
        ("NewConnectionStatus", core.IsConnected ? "Connected" : "Disconnected"),
        ("NewLastConnectionError", "ERROR_NONE"),
        ("NewUptime", core.Epoch.ToString()));

    public static SoapReply ConnectionType() => SoapReply.Ok(
        ("NewConnectionType", "IP_Routed"),
        ("NewPossibleConnectionTypes", "IP_Routed"));

    public static SoapReply NatStatus() => SoapReply.Ok(("NewRSIPAvailable", "0"), ("NewNATEnabled", "1"));

    public SoapReply LinkProperties() => SoapReply.Ok(
        ("NewWANAccessType", "Ethernet"),
        ("NewLayer1UpstreamMaxBitRate", "100000000"),
        ("NewLayer1DownstreamMaxBitRate", "100000000"),
        ("NewPhysicalLinkStatus", core.IsConnected ? "Up" : "Down"));

    public SoapReply Specific(SoapCall call)
    {
        if (!PortMappingActions.TryKey(call, out var protocol, out var port))
            return SoapReply.Fault(402);
        return core.Table.Find(protocol, port) is { } mapping ? SoapReply.Ok(Rest(mapping)) : SoapReply.Fault(714);
    }

    public SoapReply Generic(SoapCall call)
    {
        if (!int.TryParse(call["NewPortMappingIndex"], out var index))
            return SoapReply.Fault(402);
        var mappings = core.Table.Snapshot();
        if (index < 0 || index >= mappings.Count)
            return SoapReply.Fault(713);
        var mapping = mappings[index];
        return SoapReply.Ok(
        [
            ("NewRemoteHost", mapping.RemoteHost),
            ("NewExternalPort", mapping.ExternalPort.ToString()),
            ("NewProtocol", Name(mapping.Protocol)),
            .. Rest(mapping),
        ]);
    }

    /// <summary>WANIPConnection:2, 2.5.21: the listing is an XML document inside the argument, so it is escaped.</summary>
    public SoapReply List(SoapCall call)
    {
        if (!int.TryParse(call["NewStartPort"], out var start) || !int.TryParse(call["NewEndPort"], out var end)
            || call["NewProtocol"] is not ("TCP" or "UDP") || !int.TryParse(call["NewNumberOfPorts"] ?? "0", out var count))
        {
            return SoapReply.Fault(402);
        }

        if (start > end)
            return SoapReply.Fault(733);
        var found = core.Table.Snapshot()
            .Where(m => Name(m.Protocol) == call["NewProtocol"] && m.ExternalPort >= start && m.ExternalPort <= end)
            .Take(count <= 0 ? int.MaxValue : count)
            .ToList();
        return found.Count == 0 ? SoapReply.Fault(730) : SoapReply.Ok(("NewPortListing", Listing(found)));
    }

    private string Listing(List<SimulatedMapping> mappings)
    {
        var xml = new StringBuilder("<?xml version=\"1.0\"?>\r\n<p:PortMappingList xmlns:p=\"urn:schemas-upnp-org:gw:WANIPConnection\">");
        foreach (var mapping in mappings)
        {
            xml.Append("<p:PortMappingEntry>")
                .Append($"<p:NewRemoteHost>{SecurityElement.Escape(mapping.RemoteHost)}</p:NewRemoteHost>")
                .Append($"<p:NewExternalPort>{mapping.ExternalPort}</p:NewExternalPort>")
                .Append($"<p:NewProtocol>{Name(mapping.Protocol)}</p:NewProtocol>")
                .Append($"<p:NewInternalPort>{mapping.Internal.Port}</p:NewInternalPort>")
                .Append($"<p:NewInternalClient>{mapping.Internal.Address}</p:NewInternalClient>")
                .Append($"<p:NewEnabled>{(mapping.Enabled ? 1 : 0)}</p:NewEnabled>")
                .Append($"<p:NewDescription>{SecurityElement.Escape(mapping.Description)}</p:NewDescription>")
                .Append($"<p:NewLeaseTime>{LeaseLeft(mapping)}</p:NewLeaseTime>")
                .Append("</p:PortMappingEntry>");
        }

        return xml.Append("</p:PortMappingList>").ToString();
    }

    private (string Name, string Value)[] Rest(SimulatedMapping mapping) =>
    [
        ("NewInternalPort", mapping.Internal.Port.ToString()),
        ("NewInternalClient", mapping.Internal.Address.ToString()),
        ("NewEnabled", mapping.Enabled ? "1" : "0"),
        ("NewPortMappingDescription", mapping.Description),
        ("NewLeaseDuration", LeaseLeft(mapping)),
    ];

    private string LeaseLeft(SimulatedMapping mapping) =>
        mapping.ExpiresAt is null ? "0" : Math.Max(1, core.SecondsLeft(mapping)).ToString();

    private static string Name(ProtocolType protocol) => protocol == ProtocolType.Udp ? "UDP" : "TCP";
}
