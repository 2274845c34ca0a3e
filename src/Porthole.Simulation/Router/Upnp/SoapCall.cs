using System.Xml;

namespace Porthole.Simulation;

/// <summary>One SOAP call as it came in.</summary>
/// <param name="Service">The service type named in the SOAPAction header, for instance <c>urn:schemas-upnp-org:service:WANIPConnection:1</c>.</param>
/// <param name="Action">The action named in the SOAPAction header, for instance <c>AddPortMapping</c>.</param>
/// <param name="Arguments">The arguments in the order sent.</param>
/// <param name="Http">The HTTP request that carried it.</param>
public sealed record SoapCall(
    string Service,
    string Action,
    IReadOnlyList<KeyValuePair<string, string>> Arguments,
    HttpCall Http)
{
    /// <summary>The argument of that name, for instance <c>NewExternalPort</c>; null when it was not sent.</summary>
    public string? this[string argument]
    {
        get
        {
            foreach (var (name, value) in Arguments)
            {
                if (name == argument)
                    return value;
            }

            return null;
        }
    }

    /// <summary>Reads a call; null where the header or the body makes no sense.</summary>
    internal static SoapCall? Read(HttpCall http)
    {
        if (ReadHeader(http) is not var (service, action))
            return null;
        return ReadArguments(http.Body, action) is { } arguments ? new SoapCall(service, action, arguments, http) : null;
    }

    /// <summary>What the SOAPAction header names; null where it makes no sense.</summary>
    internal static (string Service, string Action)? ReadHeader(HttpCall http)
    {
        // With the HTTP Extension Framework (M-POST) the header carries a numbered prefix, such as 01-SOAPACTION.
        var header = http.Headers.FirstOrDefault(h => h.Key.EndsWith("SOAPACTION", StringComparison.OrdinalIgnoreCase)).Value;
        return header?.Trim('"').Split('#') is [{ Length: > 0 } service, { Length: > 0 } action] ? (service, action) : null;
    }

    private static List<KeyValuePair<string, string>>? ReadArguments(ReadOnlyMemory<byte> body, string action)
    {
        // What a router of little memory would do: no DTD, no entities, nothing resolved.
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        try
        {
            using var xml = XmlReader.Create(new MemoryStream(body.ToArray(), writable: false), settings);
            while (xml.Read() && !(xml.NodeType == XmlNodeType.Element && xml.LocalName == action))
            {
                // Envelope and Body.
            }

            if (xml.EOF)
                return null;
            var arguments = new List<KeyValuePair<string, string>>();
            using var call = xml.ReadSubtree();
            call.Read();
            call.Read();
            while (!call.EOF)
            {
                if (call.NodeType == XmlNodeType.Element)
                    arguments.Add(new(call.LocalName, call.ReadElementContentAsString()));
                else
                    call.Read();
            }

            return arguments;
        }
        catch (Exception e) when (e is XmlException or InvalidOperationException)
        {
            return null;
        }
    }
}
