using System.Net;
using System.Text;
using System.Xml.Linq;

namespace Porthole.Simulation.Tests.Support;

/// <summary>A small UPnP client over plain sockets.</summary>
internal static class ControlPoint
{
    public const string Connection1 = "urn:schemas-upnp-org:service:WANIPConnection:1";
    public const string Connection2 = "urn:schemas-upnp-org:service:WANIPConnection:2";

    /// <summary>Calls an action and returns its output arguments, or the fault's code under "errorCode".</summary>
    public static async Task<Dictionary<string, string>> CallAsync(
        this SimulatedRouter router,
        string action,
        IReadOnlyList<(string Name, string Value)> arguments,
        string service = Connection1,
        IPAddress? from = null,
        string path = "/ctl/IPConn")
    {
        var reply = await Wire.TalkAsync(EndPoint(router), Request(router, action, arguments, service, path), from);
        return Read(reply.ShouldNotBeNull(), action);
    }

    /// <summary>AddPortMapping or AddAnyPortMapping with sensible arguments where none are given.</summary>
    public static Task<Dictionary<string, string>> AddAsync(
        this SimulatedRouter router,
        int externalPort,
        string internalClient = "127.0.0.1",
        int internalPort = 8554,
        string protocol = "TCP",
        int lease = 3600,
        string remoteHost = "",
        string description = "test",
        IPAddress? from = null,
        string action = "AddPortMapping") =>
        router.CallAsync(
            action,
            [
                ("NewRemoteHost", remoteHost), ("NewExternalPort", $"{externalPort}"), ("NewProtocol", protocol),
                ("NewInternalPort", $"{internalPort}"), ("NewInternalClient", internalClient), ("NewEnabled", "1"),
                ("NewPortMappingDescription", description), ("NewLeaseDuration", $"{lease}"),
            ],
            action == "AddAnyPortMapping" ? Connection2 : Connection1,
            from);

    /// <summary>The three arguments that name a mapping.</summary>
    public static (string Name, string Value)[] Key(int externalPort, string protocol = "TCP") =>
        [("NewRemoteHost", ""), ("NewExternalPort", $"{externalPort}"), ("NewProtocol", protocol)];

    /// <summary>The whole request as it is sent.</summary>
    public static string Request(
        SimulatedRouter router,
        string action,
        IReadOnlyList<(string Name, string Value)> arguments,
        string service = Connection1,
        string path = "/ctl/IPConn")
    {
        XNamespace soap = "http://schemas.xmlsoap.org/soap/envelope/";
        XNamespace u = service;
        var envelope = new XElement(
            soap + "Envelope",
            new XAttribute(XNamespace.Xmlns + "s", soap),
            new XElement(soap + "Body", new XElement(u + action, new XAttribute(XNamespace.Xmlns + "u", u), arguments.Select(a => new XElement(a.Name, a.Value)))));
        var body = envelope.ToString(SaveOptions.DisableFormatting);
        return $"POST {path} HTTP/1.1\r\nHost: {EndPoint(router)}\r\nSOAPAction: \"{service}#{action}\"\r\n"
            + $"Content-Type: text/xml; charset=\"utf-8\"\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
    }

    /// <summary>GET as an ordinary client sends it.</summary>
    public static Task<string?> GetAsync(this SimulatedRouter router, string path) =>
        Wire.TalkAsync(EndPoint(router), $"GET {path} HTTP/1.1\r\nHost: {EndPoint(router)}\r\n\r\n");

    /// <summary>Where the router's web side listens.</summary>
    public static IPEndPoint EndPoint(this SimulatedRouter router) => new(router.LanAddress, router.DescriptionUrl.Port);

    /// <summary>What stands behind the empty line.</summary>
    public static string Body(string reply) => reply[(reply.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    private static Dictionary<string, string> Read(string reply, string action)
    {
        var xml = XDocument.Parse(Body(reply));
        var fault = xml.Descendants().FirstOrDefault(e => e.Name.LocalName == "UPnPError");
        var element = fault ?? xml.Descendants().First(e => e.Name.LocalName == action + "Response");
        reply.ShouldStartWith(fault is null ? "HTTP/1.1 200 OK\r\n" : "HTTP/1.1 500 Internal Server Error\r\n");
        return element.Elements().ToDictionary(e => e.Name.LocalName, e => e.Value);
    }
}
