using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.Tests.Discovery;
using Porthole.PortMapping.Upnp;
using Porthole.PortMapping.Upnp.Description;
using Porthole.PortMapping.Upnp.Http;

namespace Porthole.PortMapping.Tests.Upnp.Fakes;

/// <summary>One row of the fake router's table.</summary>
internal sealed record FakeEntry(string Protocol, int External, string Client, int Internal, string Description, int Lease, string Enabled = "1");

/// <summary>A call as the fake router understood it.</summary>
internal sealed record FakeCall(string Action, IReadOnlyList<KeyValuePair<string, string>> Arguments)
{
    public string this[string name] => Arguments.FirstOrDefault(argument => argument.Key == name).Value ?? "";

    public int Number(string name) => int.Parse(this[name]);
}

/// <summary>An IGD on loopback that behaves by the book unless told otherwise.</summary>
internal sealed partial class FakeIgd : IAsyncDisposable
{
    public const string ThisPc = "127.0.0.1";

    public FakeIgd() => Server = new FakeHttpServer(Serve);

    public FakeHttpServer Server { get; }

    /// <summary>The service type, as it stands in the description.</summary>
    public string ServiceType { get; set; } = "urn:schemas-upnp-org:service:WANIPConnection:1";

    public string Scpd { get; set; } = "<scpd/>";

    public string ExternalAddress { get; set; } = "198.51.100.7";

    public string Status { get; set; } = "Connected";

    public List<FakeEntry> Table { get; } = [];

    public ConcurrentQueue<FakeCall> Calls { get; } = [];

    /// <summary>Looks at an AddPortMapping first: an error code, or null to go on by the book.</summary>
    public Func<FakeCall, int?> Policy { get; set; } = _ => null;

    /// <summary>Answers an action in another way than by the book; null goes on.</summary>
    public Func<FakeCall, FakeReply?> Override { get; set; } = _ => null;

    /// <summary>Answers a request before it is understood at all; null goes on.</summary>
    public Func<FakeRequest, FakeReply?> OverrideHttp { get; set; } = _ => null;

    public static DefaultGateway Gateway { get; } = new()
    {
        Address = IPAddress.Loopback,
        LocalAddress = IPAddress.Loopback,
        PrefixLength = 8,
        InterfaceName = "lo",
    };

    public static GatewayIdentity Identity { get; } = Identities.Plain;

    public static GatewayPin Pin { get; } = new(Identity);

    public string DescriptionPath { get; set; } = "/rootDesc.xml";

    /// <summary>The header that must name the action.</summary>
    public string ActionHeader { get; set; } = "SOAPAction";

    public Uri DescriptionUrl => Server.Url(DescriptionPath);

    public IEnumerable<string> Actions => Calls.Select(call => call.Action);

    public static FakeReply Fault(int code, int status = 500) => FakeReply.Xml(
        "<?xml version=\"1.0\"?>\r\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault>" +
        "<faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail><UPnPError xmlns=\"urn:schemas-upnp-org:control-1-0\">" +
        $"<errorCode>{code}</errorCode><errorDescription>Test{code}</errorDescription></UPnPError></detail></s:Fault></s:Body></s:Envelope>",
        status);

    public FakeReply Granted(string action, string values = "") => FakeReply.Xml(
        "<?xml version=\"1.0\"?>\r\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>" +
        $"<u:{action}Response xmlns:u=\"{ServiceType}\">{values}</u:{action}Response></s:Body></s:Envelope>");

    /// <summary>The protocol object that the description leads to.</summary>
    public async Task<UpnpProtocol> OpenAsync(HttpBounds? bounds = null, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var http = new RouterHttpClient(Gateway, Pin, time, bounds ?? HttpBounds.Default);
        var result = await new DescriptionReader(http, Pin, Gateway, time).ReadAsync(DescriptionUrl, "", connectWithin: null, isFirst: false, CancellationToken.None);
        return result.Protocol.ShouldNotBeNull(result.Evidence);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static string Entry(FakeEntry entry, bool withKey) =>
        (withKey ? $"<NewRemoteHost></NewRemoteHost><NewExternalPort>{entry.External}</NewExternalPort><NewProtocol>{entry.Protocol}</NewProtocol>" : "") +
        $"<NewInternalPort>{entry.Internal}</NewInternalPort><NewInternalClient>{entry.Client}</NewInternalClient><NewEnabled>{entry.Enabled}</NewEnabled>" +
        $"<NewPortMappingDescription>{entry.Description}</NewPortMappingDescription><NewLeaseDuration>{entry.Lease}</NewLeaseDuration>";

    [GeneratedRegex("<(?<name>\\w+)>(?<value>[^<]*)</\\k<name>>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Arguments { get; }

    [GeneratedRegex("<u:(?<name>\\w+) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Action { get; }

    private FakeReply Serve(FakeRequest request)
    {
        if (OverrideHttp(request) is { } reply)
        {
            return reply;
        }

        return request.Path switch
        {
            "/rootDesc.xml" => FakeReply.Xml(Samples.Description(ServiceType)),
            "/scpd.xml" => FakeReply.Xml(Scpd),
            "/ctl" => ServeCall(request),
            _ => FakeReply.Status(404),
        };
    }

    private FakeReply ServeCall(FakeRequest request)
    {
        var call = new FakeCall(
            Action.Match(request.Body).Groups["name"].Value,
            [.. Arguments.Matches(request.Body).Select(match => KeyValuePair.Create(match.Groups["name"].Value, match.Groups["value"].Value))]);
        Calls.Enqueue(call);
        if (request.Header(ActionHeader) != $"\"{ServiceType}#{call.Action}\"")
        {
            return Fault(401);
        }

        lock (Table)
        {
            return Override(call) ?? ByTheBook(call);
        }
    }

    private FakeReply ByTheBook(FakeCall call)
    {
        var entry = Table.FirstOrDefault(row => row.Protocol == call["NewProtocol"] && row.External.ToString() == call["NewExternalPort"]);
        switch (call.Action)
        {
            case "GetStatusInfo":
                return Granted(call.Action, $"<NewConnectionStatus>{Status}</NewConnectionStatus><NewLastConnectionError>ERROR_NONE</NewLastConnectionError><NewUptime>1</NewUptime>");
            case "GetExternalIPAddress":
                return Granted(call.Action, $"<NewExternalIPAddress>{ExternalAddress}</NewExternalIPAddress>");
            case "AddPortMapping":
                if (Policy(call) is { } code)
                {
                    return Fault(code);
                }

                if (entry is not null && entry.Client != call["NewInternalClient"])
                {
                    return Fault(718);
                }

                Table.Remove(entry!);
                Table.Add(new FakeEntry(call["NewProtocol"], call.Number("NewExternalPort"), call["NewInternalClient"], call.Number("NewInternalPort"), call["NewPortMappingDescription"], call.Number("NewLeaseDuration")));
                return Granted(call.Action);
            case "DeletePortMapping":
                return Table.Remove(entry!) ? Granted(call.Action) : Fault(714);
            case "GetSpecificPortMappingEntry":
                return entry is null ? Fault(714) : Granted(call.Action, Entry(entry, withKey: false));
            case "GetGenericPortMappingEntry":
                var index = call.Number("NewPortMappingIndex");
                return index < Table.Count ? Granted(call.Action, Entry(Table[index], withKey: true)) : Fault(713);
            default:
                return Fault(401);
        }
    }
}
