using System.Collections.Immutable;
using System.Security;
using System.Text;

namespace Porthole.Simulation;

/// <summary>What a SOAP call is answered with: output arguments or a fault. Change it with a <c>with</c> expression.</summary>
public sealed record SoapReply
{
    private static readonly ImmutableDictionary<int, string> Descriptions = new Dictionary<int, string>
    {
        [401] = "Invalid Action",
        [402] = "Invalid Args",
        [501] = "Action Failed",
        [606] = "Action not authorized",
        [713] = "SpecifiedArrayIndexInvalid",
        [714] = "NoSuchEntryInArray",
        [715] = "WildCardNotPermittedInSrcIP",
        [716] = "WildCardNotPermittedInExtPort",
        [718] = "ConflictInMappingEntry",
        [724] = "SamePortValuesRequired",
        [725] = "OnlyPermanentLeasesSupported",
        [726] = "RemoteHostOnlySupportsWildcard",
        [727] = "ExternalPortOnlySupportsWildcard",
        [728] = "NoPortMapsAvailable",
        [729] = "ConflictWithOtherMechanisms",
        [730] = "PortMappingNotFound",
        [732] = "WildCardNotPermittedInIntPort",
        [733] = "InconsistentParameter",
    }.ToImmutableDictionary();

    /// <summary>The UPnP error code; null for success.</summary>
    public int? ErrorCode { get; init; }

    /// <summary>The words beside the error code.</summary>
    public string ErrorDescription { get; init; } = "";

    /// <summary>The output arguments in the order in which they are sent.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Arguments { get; init; } = [];

    /// <summary>The status line. The default is 200 for success and 500 for a fault, as UPnP Device Architecture 1.1, 3.2.2 and 3.2.5 demand.</summary>
    public string? StatusLine { get; init; }

    /// <summary>Sent as the body in place of the envelope when it is not null.</summary>
    public string? Body { get; init; }

    /// <summary>Success with these output arguments.</summary>
    public static SoapReply Ok(params ReadOnlySpan<(string Name, string Value)> arguments)
    {
        var builder = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>(arguments.Length);
        foreach (var (name, value) in arguments)
            builder.Add(new(name, value));
        return new SoapReply { Arguments = builder.MoveToImmutable() };
    }

    /// <summary>A fault with that UPnP error code; the words default to those of the specification.</summary>
    public static SoapReply Fault(int code, string? description = null) =>
        new() { ErrorCode = code, ErrorDescription = description ?? Descriptions.GetValueOrDefault(code, "Action Failed") };

    /// <summary>The same reply with another value for one argument; other arguments stay as they are.</summary>
    public SoapReply With(string argument, string value)
    {
        var pair = KeyValuePair.Create(argument, value);
        for (var i = 0; i < Arguments.Length; i++)
        {
            if (Arguments[i].Key == argument)
                return this with { Arguments = Arguments.SetItem(i, pair) };
        }

        return this with { Arguments = Arguments.Add(pair) };
    }

    internal HttpReply ToHttp(SoapCall call) =>
        HttpReply.Ok("text/xml; charset=\"utf-8\"", Encoding.UTF8.GetBytes(Body ?? Envelope(call)))
            with { StatusLine = StatusLine ?? (ErrorCode is null ? "HTTP/1.1 200 OK" : "HTTP/1.1 500 Internal Server Error") };

    private string Envelope(SoapCall call)
    {
        var xml = new StringBuilder("<?xml version=\"1.0\"?>\r\n")
            .Append("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" ")
            .Append("s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>");
        if (ErrorCode is { } code)
        {
            xml.Append("<s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail>")
                .Append("<UPnPError xmlns=\"urn:schemas-upnp-org:control-1-0\">")
                .Append($"<errorCode>{code}</errorCode><errorDescription>{SecurityElement.Escape(ErrorDescription)}</errorDescription>")
                .Append("</UPnPError></detail></s:Fault>");
        }
        else
        {
            xml.Append($"<u:{call.Action}Response xmlns:u=\"{SecurityElement.Escape(call.Service)}\">");
            foreach (var (name, value) in Arguments)
                xml.Append($"<{name}>{SecurityElement.Escape(value)}</{name}>");
            xml.Append($"</u:{call.Action}Response>");
        }

        return xml.Append("</s:Body></s:Envelope>\r\n").ToString();
    }
}
