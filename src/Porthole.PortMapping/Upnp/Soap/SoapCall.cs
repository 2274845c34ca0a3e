using System.Text;
using Porthole.PortMapping.Upnp.Http;
using Porthole.PortMapping.Upnp.Xml;

namespace Porthole.PortMapping.Upnp.Soap;

/// <summary>How a router wants to be called.</summary>
internal enum SoapDialect
{
    /// <summary>POST with <c>SOAPAction</c>, as nearly all take it.</summary>
    Standard,

    /// <summary>POST with <c>SOAPACTION</c>: some answer any other spelling with a 501 page (jupnp#120).</summary>
    UpperCase,

    /// <summary>M-POST with the extension headers, for those that answer POST with 405 (UPnP Device Architecture 1.0, 3.2.1).</summary>
    Extension,
}

/// <summary>An input argument.</summary>
internal readonly record struct SoapArgument(string Name, string Value);

/// <summary>One call of an action.</summary>
internal sealed record SoapCall(string Action, params IReadOnlyList<SoapArgument> Arguments)
{
    /// <summary>
    /// The request. The body has the shape that miniupnpc sends and every router has met: the service's namespace on the
    /// action alone (on an outer tag it draws 500, goupnp), no line breaks between the elements (401, TinyUPnP#1).
    /// </summary>
    public HttpRequest ToRequest(string serviceType, Uri url, SoapDialect dialect)
    {
        var action = $"\"{serviceType}#{Action}\"";
        var contentType = Header("Content-Type", "text/xml; charset=\"utf-8\"");
        return new HttpRequest(dialect == SoapDialect.Extension ? "M-POST" : "POST", url)
        {
            Headers = dialect switch
            {
                SoapDialect.Standard => [contentType, Header("SOAPAction", action)],
                SoapDialect.UpperCase => [contentType, Header("SOAPACTION", action)],
                _ => [contentType, Header("MAN", "\"http://schemas.xmlsoap.org/soap/envelope/\"; ns=01"), Header("01-SOAPACTION", action)],
            },
            Body = Envelope(serviceType),
        };
    }

    private static KeyValuePair<string, string> Header(string name, string value) => new(name, value);

    private string Envelope(string serviceType)
    {
        var xml = new StringBuilder(768);
        xml.Append("<?xml version=\"1.0\"?>\r\n")
            .Append("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" ")
            .Append("s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body><u:")
            .Append(Action).Append(" xmlns:u=\"").Append(serviceType).Append("\">");
        foreach (var (name, value) in Arguments)
        {
            xml.Append('<').Append(name).Append('>').Append(XmlReferences.Escape(value)).Append("</").Append(name).Append('>');
        }

        return xml.Append("</u:").Append(Action).Append("></s:Body></s:Envelope>\r\n").ToString();
    }
}
