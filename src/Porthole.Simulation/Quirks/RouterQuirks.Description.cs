using Porthole.Simulation.Router.Upnp;

namespace Porthole.Simulation;

/// <content>What the root description says and how well it is written.</content>
public static partial class RouterQuirks
{
    private const string IdleControlPath = Urns.ControlPrefix + "Idle";

    /// <summary>Changes the root description.</summary>
    public static Quirk Description(Func<string, string> change) => new()
    {
        ChangeHttp = (call, reply) => call.Method == "GET" && HttpRequestKind.Path(call) == Urns.DescriptionPath ? reply.WithText(change(reply.Text)) : reply,
    };

    /// <summary>A URLBase: empty, on a wrong host, with a path. Relative URLs count from it (UPnP Device Architecture 1.0, 2.1).</summary>
    public static Quirk UrlBase(string url) => Description(text => text.Replace("</specVersion>", $"</specVersion><URLBase>{url}</URLBase>"));

    /// <summary>Relative URLs without the slash in front.</summary>
    public static Quirk UrlsWithoutSlash => Description(text => text.Replace("URL>/", "URL>"));

    /// <summary>Control and event URLs on this host, port and all.</summary>
    public static Quirk ControlUrlsOn(string authority) =>
        Description(text => text.Replace("<controlURL>/", $"<controlURL>http://{authority}/").Replace("<eventSubURL>/", $"<eventSubURL>http://{authority}/"));

    /// <summary>Control URLs carry a query (lontivero/Open.NAT#22).</summary>
    public static Quirk ControlUrlsWithQuery => Description(text => text.Replace("</controlURL>", "?service=1</controlURL>"));

    /// <summary>Names of the DSL Forum in place of those of the UPnP Forum (Huawei HG531, tailscale/tailscale#10911).</summary>
    public static Quirk DslForumNames => Renamed("urn:schemas-upnp-org:", "urn:dslforum-org:");

    /// <summary>WANPPPConnection in place of WANIPConnection: a router that dials in by PPPoE.</summary>
    public static Quirk PppConnection => Renamed(":service:WANIPConnection:", ":service:WANPPPConnection:");

    /// <summary>The root says version 2, everything below it version 1 (syncthing rejects it).</summary>
    public static Quirk Version1Children => Description(text => text
        .Replace("WANDevice:2", "WANDevice:1").Replace("WANConnectionDevice:2", "WANConnectionDevice:1").Replace("WANIPConnection:2", "WANIPConnection:1"));

    /// <summary>Two WAN connections, the first of them not connected (MikroTik CHR, tailscale/tailscale#8364).</summary>
    public static Quirk FirstConnectionDown => Description(AddIdleConnection) with
    {
        AnswerSoap = call => !call.Http.Target.StartsWith(IdleControlPath, StringComparison.Ordinal) ? null : call.Action switch
        {
            "GetStatusInfo" => SoapReply.Ok(("NewConnectionStatus", "Disconnected"), ("NewLastConnectionError", "ERROR_NONE"), ("NewUptime", "0")),
            "GetExternalIPAddress" => SoapReply.Ok(("NewExternalIPAddress", "")),
            _ => SoapReply.Fault(501),
        },
    };

    /// <summary>Control characters in the names and NUL bytes behind the end (BiglyBT cleans both).</summary>
    public static Quirk JunkInDescription => Description(text => text.Replace("</friendlyName>", "\u0018\u0001</friendlyName>") + "\0\0\0");

    /// <summary>The description breaks off after so many characters.</summary>
    public static Quirk TruncatedDescription(int length) => Description(text => text[..Math.Min(length, text.Length)]);

    /// <summary>Tags in upper case.</summary>
    public static Quirk UpperCaseTags => Description(text => text
        .Replace("serviceType>", "SERVICETYPE>").Replace("controlURL>", "CONTROLURL>").Replace("deviceType>", "DEVICETYPE>").Replace("<service>", "<SERVICE>").Replace("</service>", "</SERVICE>"));

    /// <summary>The namespace is missing.</summary>
    public static Quirk NoNamespace => Description(text => text.Replace(" xmlns=\"urn:schemas-upnp-org:device-1-0\"", ""));

    /// <summary>A document type with entities that grow without end: a hostile device, or a broken one.</summary>
    public static Quirk EntityBomb => Description(text => text
        .Replace("<root ", "<!DOCTYPE root [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>\r\n<root ")
        .Replace("</friendlyName>", "&c;</friendlyName>"));

    /// <summary>The description is padded to this many bytes with a comment.</summary>
    public static Quirk HugeDescription(int bytes) => Description(text => text + "<!-- " + new string('x', bytes) + " -->");

    private static Quirk Renamed(string from, string to)
    {
        string Change(string text) => text.Replace(from, to);
        return Description(Change) with
        {
            ChangeSsdp = Change,
            ChangeSsdpNotify = Change,
            ChangeCall = call => call with { Service = call.Service.Replace(to, from) },
        };
    }

    private static string AddIdleConnection(string text)
    {
        // The whole WAN device once more in front of itself, its control URL elsewhere.
        var start = text.IndexOf("<deviceList>", StringComparison.Ordinal) + "<deviceList>".Length;
        var end = text.LastIndexOf("</deviceList>", StringComparison.Ordinal);
        return text.Insert(start, text[start..end].Replace(Urns.ConnectionControlPath, IdleControlPath));
    }
}
