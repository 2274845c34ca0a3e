namespace Porthole.PortMapping.Upnp.Soap;

/// <summary>How a call ended.</summary>
internal enum SoapOutcome
{
    /// <summary>The router did it.</summary>
    Granted,

    /// <summary>The router answered with a fault; mostly with an error code.</summary>
    Fault,

    /// <summary>The web server refused before the service was asked: a status and no fault.</summary>
    HttpRefused,

    /// <summary>Nobody is there any more: connection refused, or 404 from a server that knows no such URL.</summary>
    Gone,

    /// <summary>No answer in time.</summary>
    NoAnswer,

    /// <summary>The connection could not be made or broke before there was an answer.</summary>
    Dropped,

    /// <summary>The answer is no SOAP.</summary>
    Garbage,
}

/// <summary>What came back from a call.</summary>
internal sealed record SoapReply(SoapOutcome Outcome)
{
    private static readonly Dictionary<string, string> NoValues = [];

    /// <summary>The UPnP error code of a fault, else the HTTP status of a refusal.</summary>
    public int? Code { get; init; }

    /// <summary>One line: what was called and what came back.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>The output arguments by name, in any case.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = NoValues;

    /// <summary>The document that GetListOfPortMappings returns inside its answer; empty in any other.</summary>
    public ReadOnlyMemory<byte> Listing { get; init; }

    public bool IsGranted => Outcome == SoapOutcome.Granted;

    /// <summary>An output argument; empty when it is missing.</summary>
    public string this[string name] => Values.GetValueOrDefault(name, "");

    /// <summary>Whether this is a fault with one of these codes.</summary>
    public bool IsFault(params ReadOnlySpan<int> codes) =>
        Outcome == SoapOutcome.Fault && Code is { } code && codes.Contains(code);
}
