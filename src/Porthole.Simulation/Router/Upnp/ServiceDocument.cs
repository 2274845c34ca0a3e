using System.Text;

namespace Porthole.Simulation.Router.Upnp;

/// <summary>The service descriptions (SCPD; UPnP Device Architecture 1.1, 2.5), written from one table of actions.</summary>
internal static class ServiceDocument
{
    private static readonly string[] Mapping =
    [
        "in NewRemoteHost RemoteHost", "in NewExternalPort ExternalPort", "in NewProtocol PortMappingProtocol",
        "in NewInternalPort InternalPort", "in NewInternalClient InternalClient", "in NewEnabled PortMappingEnabled",
        "in NewPortMappingDescription PortMappingDescription", "in NewLeaseDuration PortMappingLeaseDuration",
    ];

    private static readonly string[] Key =
    [
        "in NewRemoteHost RemoteHost", "in NewExternalPort ExternalPort", "in NewProtocol PortMappingProtocol",
    ];

    private static readonly string[] Rest =
    [
        "out NewInternalPort InternalPort", "out NewInternalClient InternalClient", "out NewEnabled PortMappingEnabled",
        "out NewPortMappingDescription PortMappingDescription", "out NewLeaseDuration PortMappingLeaseDuration",
    ];

    private static readonly (string Name, string[] Arguments)[] Version1 =
    [
        ("SetConnectionType", ["in NewConnectionType ConnectionType"]),
        ("GetConnectionTypeInfo", ["out NewConnectionType ConnectionType", "out NewPossibleConnectionTypes PossibleConnectionTypes"]),
        ("RequestConnection", []),
        ("ForceTermination", []),
        ("GetStatusInfo", ["out NewConnectionStatus ConnectionStatus", "out NewLastConnectionError LastConnectionError", "out NewUptime Uptime"]),
        ("GetNATRSIPStatus", ["out NewRSIPAvailable RSIPAvailable", "out NewNATEnabled NATEnabled"]),
        ("GetGenericPortMappingEntry", ["in NewPortMappingIndex PortMappingNumberOfEntries", .. Key.Select(a => "out" + a[2..]), .. Rest]),
        ("GetSpecificPortMappingEntry", [.. Key, .. Rest]),
        ("AddPortMapping", Mapping),
        ("DeletePortMapping", Key),
        ("GetExternalIPAddress", ["out NewExternalIPAddress ExternalIPAddress"]),
    ];

    private static readonly (string Name, string[] Arguments)[] Version2 =
    [
        .. Version1,
        ("DeletePortMappingRange", ["in NewStartPort ExternalPort", "in NewEndPort ExternalPort", "in NewProtocol PortMappingProtocol", "in NewManage A_ARG_TYPE_Manage"]),
        ("GetListOfPortMappings", ["in NewStartPort ExternalPort", "in NewEndPort ExternalPort", "in NewProtocol PortMappingProtocol", "in NewManage A_ARG_TYPE_Manage", "in NewNumberOfPorts PortMappingNumberOfEntries", "out NewPortListing A_ARG_TYPE_PortListing"]),
        ("AddAnyPortMapping", [.. Mapping, "out NewReservedPort ExternalPort"]),
    ];

    private static readonly (string Name, string[] Arguments)[] Common =
    [
        ("GetCommonLinkProperties", ["out NewWANAccessType WANAccessType", "out NewLayer1UpstreamMaxBitRate Layer1UpstreamMaxBitRate", "out NewLayer1DownstreamMaxBitRate Layer1DownstreamMaxBitRate", "out NewPhysicalLinkStatus PhysicalLinkStatus"]),
    ];

    private static readonly Dictionary<string, string> Types = new()
    {
        ["ExternalPort"] = "ui2",
        ["InternalPort"] = "ui2",
        ["PortMappingNumberOfEntries"] = "ui2",
        ["PortMappingLeaseDuration"] = "ui4",
        ["Uptime"] = "ui4",
        ["Layer1UpstreamMaxBitRate"] = "ui4",
        ["Layer1DownstreamMaxBitRate"] = "ui4",
        ["PortMappingEnabled"] = "boolean",
        ["RSIPAvailable"] = "boolean",
        ["NATEnabled"] = "boolean",
        ["A_ARG_TYPE_Manage"] = "boolean",
    };

    private static readonly HashSet<string> Evented =
        ["PossibleConnectionTypes", "ConnectionStatus", "ExternalIPAddress", "PortMappingNumberOfEntries", "PhysicalLinkStatus"];

    /// <summary>The SCPD of WANIPConnection.</summary>
    public static string Connection(int version) => Write(version == 1 ? Version1 : Version2, version - 1);

    /// <summary>The SCPD of WANCommonInterfaceConfig.</summary>
    public static string CommonInterface(int version) => Write(Common, version - 1);

    private static string Write((string Name, string[] Arguments)[] actions, int minor)
    {
        var xml = new StringBuilder("<?xml version=\"1.0\"?>\r\n<scpd xmlns=\"urn:schemas-upnp-org:service-1-0\">")
            .Append($"<specVersion><major>1</major><minor>{minor}</minor></specVersion><actionList>");
        var variables = new List<string>();
        foreach (var (name, arguments) in actions)
        {
            xml.Append($"<action><name>{name}</name><argumentList>");
            foreach (var argument in arguments)
            {
                var words = argument.Split(' ');
                xml.Append($"<argument><name>{words[1]}</name><direction>{words[0]}</direction><relatedStateVariable>{words[2]}</relatedStateVariable></argument>");
                if (!variables.Contains(words[2]))
                    variables.Add(words[2]);
            }

            xml.Append("</argumentList></action>");
        }

        xml.Append("</actionList><serviceStateTable>");
        foreach (var variable in variables)
        {
            xml.Append($"<stateVariable sendEvents=\"{(Evented.Contains(variable) ? "yes" : "no")}\"><name>{variable}</name>")
                .Append($"<dataType>{Types.GetValueOrDefault(variable, "string")}</dataType></stateVariable>");
        }

        return xml.Append("</serviceStateTable></scpd>\r\n").ToString();
    }
}
