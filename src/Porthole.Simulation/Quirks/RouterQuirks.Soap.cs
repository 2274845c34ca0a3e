namespace Porthole.Simulation;

/// <content>Faults and how they are worded.</content>
public static partial class RouterQuirks
{
    private static readonly string[] AddOrder =
    [
        "NewRemoteHost", "NewExternalPort", "NewProtocol", "NewInternalPort", "NewInternalClient", "NewEnabled",
        "NewPortMappingDescription", "NewLeaseDuration",
    ];

    /// <summary>Answers one SOAP action with a fault and does nothing. Codes need not be in the specification: -911 and -1 are met (qbittorrent/qBittorrent#12610).</summary>
    public static Quirk Fault(string action, int code, string? description = null) =>
        new() { AnswerSoap = call => call.Action == action ? SoapReply.Fault(code, description) : null };

    /// <summary>Refuses to add mappings that fit, with a fault.</summary>
    public static Quirk RefuseAdd(int code, Func<SoapCall, bool> when) =>
        new() { AnswerSoap = call => call.Action is Add or AddAny && when(call) ? SoapReply.Fault(code) : null };

    /// <summary>A lease other than 0 is refused with 402 instead of 725 (ARRIS NVG578LX, tailscale/tailscale#15223).</summary>
    public static Quirk TimedLeaseIsInvalid => RefuseAdd(402, call => call["NewLeaseDuration"] != "0");

    /// <summary>A lease of 0 is refused with 402 (n0-computer/net-tools#52).</summary>
    public static Quirk PermanentLeaseIsInvalid => RefuseAdd(402, call => call["NewLeaseDuration"] == "0");

    /// <summary>Internal and external port must be equal: 724.</summary>
    public static Quirk SamePortRequired => RefuseAdd(724, call => call["NewExternalPort"] != call["NewInternalPort"]);

    /// <summary>The remote host must be a wildcard: 726 (flyte/upnpclient#14).</summary>
    public static Quirk RemoteHostMustBeEmpty => RefuseAdd(726, call => call["NewRemoteHost"] is { Length: > 0 });

    /// <summary>The remote host must not be a wildcard: 715.</summary>
    public static Quirk RemoteHostMustBeGiven => RefuseAdd(715, call => call["NewRemoteHost"] is null or "");

    /// <summary>The external port must be a wildcard: 727.</summary>
    public static Quirk ExternalWildcardOnly => RefuseAdd(727, call => call["NewExternalPort"] is not (null or "0" or "" or "*"));

    /// <summary>The protocol must be written in upper case: 402 (ER605, tailscale/tailscale#7377).</summary>
    public static Quirk UpperCaseProtocolOnly => RefuseAdd(402, call => call["NewProtocol"] is not ("TCP" or "UDP"));

    /// <summary>Arguments in another order than that of the service description are refused with 402 (sbstp/rust-igd#48).</summary>
    public static Quirk ArgumentOrderMatters => RefuseAdd(402, call => !call.Arguments.Select(a => a.Key).SequenceEqual(AddOrder));

    /// <summary>The end of the list is told with another code than 713: 714, 402, 501 and 899 are met (lontivero/Open.NAT#22, #24, #28).</summary>
    public static Quirk EndOfList(int code) =>
        new() { ChangeSoap = (call, reply) => call.Action == Generic && reply.ErrorCode == 713 ? SoapReply.Fault(code) : reply };

    /// <summary>Faults are sent with status 200; the body alone tells.</summary>
    public static Quirk FaultsWithStatus200 =>
        new() { ChangeSoap = (_, reply) => reply.ErrorCode is null ? reply : reply with { StatusLine = "HTTP/1.1 200 OK" } };

    /// <summary>Faults are spelled <c>faultCode</c> and <c>faultString</c>, and the words are cut (MikroTik RouterOS 6.34, benoitc/erlang-nat#14).</summary>
    public static Quirk FaultCodeInMixedCase =>
        ChangeBody(text => text.Replace("faultcode>", "faultCode>").Replace("faultstring>", "faultString>"));

    /// <summary>SOAP calls get an HTML page in place of an answer: the login page of a router that does not like the call (syncthing/syncthing#1696).</summary>
    public static Quirk HtmlInPlaceOfSoap(int status, string reason) =>
        new() { AnswerHttp = call => call.Method is "POST" or "M-POST" ? HttpReply.Error(status, reason) : null };

    /// <summary>The SOAPAction header must be spelled exactly so, else an HTML page with status 501 comes back (WRT120N, jupnp/jupnp#120).</summary>
    public static Quirk SoapActionSpelled(string name) => new()
    {
        AnswerHttp = call => call.Method == "POST" && !call.Headers.Any(h => h.Key == name)
            ? HttpReply.Error(501, "Not Implemented")
            : null,
    };

    /// <summary>The SOAPAction value must stand in quotation marks (huin/goupnp#5).</summary>
    public static Quirk SoapActionQuoted => new()
    {
        AnswerHttp = call => call.Method == "POST" && call.Header("SOAPACTION") is not ['"', .., '"']
            ? HttpReply.Error(400, "Bad Request")
            : null,
    };

    /// <summary>Calls must come with the content type <c>text/xml</c> (TP-Link Archer C7, sbstp/rust-igd#22).</summary>
    public static Quirk ContentTypeMustBeXml => new()
    {
        AnswerHttp = call => call.Method == "POST" && call.Header("Content-Type")?.StartsWith("text/xml", StringComparison.OrdinalIgnoreCase) != true
            ? HttpReply.Error(415, "Unsupported Media Type")
            : null,
    };

    /// <summary>POST is refused with 405, M-POST is understood (HTTP Extension Framework; BiglyBT retries so).</summary>
    public static Quirk ExtensionFrameworkOnly =>
        new() { AnswerHttp = call => call.Method == "POST" ? HttpReply.Error(405, "Method Not Allowed") : null };

    /// <summary>Calls that follow one another faster than this are answered with status 500 and an empty body (NebulousLabs/go-upnp#11: 200 ms).</summary>
    public static Quirk RateLimit(TimeSpan spacing, TimeProvider time)
    {
        var gate = new Lock();
        long? last = null;
        return new()
        {
            AnswerHttp = call =>
            {
                if (call.Method != "POST")
                    return null;
                lock (gate)
                {
                    var tooFast = last is { } before && time.GetElapsedTime(before) < spacing;
                    last = time.GetTimestamp();
                    return tooFast ? new HttpReply { StatusLine = "HTTP/1.1 500 Internal Server Error" } : null;
                }
            },
        };
    }

    /// <summary>Changes the text of every SOAP answer.</summary>
    public static Quirk ChangeBody(Func<string, string> change) =>
        new() { ChangeHttp = (call, reply) => call.Method is "POST" or "M-POST" ? reply.WithText(change(reply.Text)) : reply };
}
