using System.Net;

namespace Porthole.Simulation;

/// <summary>
/// One deviation from how a router should behave: a set of hooks, each of which may be left out. Quirks are
/// applied in the order in which they were added. Hooks must be safe to call from several threads.
/// </summary>
/// <example>
/// <code>
/// router.Quirks.Add(new Quirk { AnswerSoap = call => call.Action == "AddPortMapping" ? SoapReply.Fault(725) : null });
/// router.Quirks.Add(new Quirk { ChangeHttp = (call, reply) => reply with { Framing = HttpFraming.Chunked } });
/// router.Quirks.Add(new Quirk { ChangeSsdp = text => text.Replace("LOCATION:", "location:") });
/// </code>
/// Ready-made ones with the routers that have them stand in <see cref="RouterQuirks"/>.
/// </example>
public sealed record Quirk
{
    /// <summary>Answers any HTTP request in the router's place, which then does nothing. Null as the result leaves it to the next quirk, and in the end to the router.</summary>
    public Func<HttpCall, HttpReply?>? AnswerHttp { get; init; }

    /// <summary>Changes a SOAP call before the router looks at it; the reply still names the service that was asked for.</summary>
    public Func<SoapCall, SoapCall>? ChangeCall { get; init; }

    /// <summary>Answers a SOAP call in the router's place, which then does nothing. Null as the result leaves the call to the next quirk, and in the end to the router.</summary>
    public Func<SoapCall, SoapReply?>? AnswerSoap { get; init; }

    /// <summary>Changes the reply to a SOAP call after the router has done what it was asked.</summary>
    public Func<SoapCall, SoapReply, SoapReply>? ChangeSoap { get; init; }

    /// <summary>Changes any HTTP reply, SOAP, description and events included, just before it is sent. Null as the result sends nothing and holds the connection open.</summary>
    public Func<HttpCall, HttpReply, HttpReply?>? ChangeHttp { get; init; }

    /// <summary>Changes each answer to a search. Each character is sent as one byte (Latin-1), so that any bytes can be sent. Null as the result sends nothing.</summary>
    public Func<string, string?>? ChangeSsdp { get; init; }

    /// <summary>The address from which searches are answered, from a port of its own; null, the default, answers from where it was asked.</summary>
    public IPAddress? AnswerSsdpFrom { get; init; }

    /// <summary>Changes each NOTIFY of SSDP, as <see cref="ChangeSsdp"/> does with answers.</summary>
    public Func<string, string?>? ChangeSsdpNotify { get; init; }

    /// <summary>Changes each NOTIFY of an event, head and body in one text; a length that is then wrong stays wrong. Null as the result sends nothing.</summary>
    public Func<string, string?>? ChangeEvent { get; init; }

    /// <summary>Changes each NAT-PMP answer; the arguments are request and reply. Null as the result sends nothing.</summary>
    public Func<byte[], byte[], byte[]?>? ChangeNatPmp { get; init; }

    /// <summary>Changes each PCP answer; the arguments are request and reply. Null as the result sends nothing.</summary>
    public Func<byte[], byte[], byte[]?>? ChangePcp { get; init; }

    /// <summary>
    /// Changes a mapping on its way into the table, after the router has decided to grant it. Null as the result
    /// keeps it out, while the asker is told that all is well. What PCP, NAT-PMP and AddAnyPortMapping
    /// tell the asker is the changed mapping.
    /// </summary>
    public Func<SimulatedMapping, SimulatedMapping?>? Store { get; init; }
}
