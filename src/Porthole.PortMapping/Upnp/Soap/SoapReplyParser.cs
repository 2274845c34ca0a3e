using System.Globalization;
using System.Text;
using Porthole.PortMapping.Upnp.Xml;

namespace Porthole.PortMapping.Upnp.Soap;

/// <summary>Reads a reply to a SOAP 1.1 call (UPnP Device Architecture 1.1, 3.2.2 and 3.2.5), the body before the status.</summary>
internal ref struct SoapReplyParser
{
    // The longest answer, a mapping entry, has eight arguments.
    private const int MostValues = 32;

    private int _leaves;
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private bool _isEnvelope;
    private bool _isPage;
    private bool _isFault;
    private int? _code;
    private string _faultText = "";
    private byte[] _listing = [];

    public SoapReplyParser()
    {
    }

    /// <summary>Parses a reply.</summary>
    /// <param name="body">The body; routers also say yes with an empty one.</param>
    /// <param name="status">The HTTP status; believed only where the body tells nothing, since faults come with 200 too.</param>
    /// <param name="action">What was called, for the evidence.</param>
    public static SoapReply Parse(ReadOnlySpan<byte> body, int status, string action)
    {
        var parser = new SoapReplyParser();
        var scanner = new XmlScanner(body);
        while (scanner.Read())
        {
            parser.Take(scanner);
        }

        var isEmpty = body.Trim("\0\r\n\t "u8).IsEmpty;
        return parser.Build(status, action, isEmpty, scanner.HasDocumentType);
    }

    private void Take(XmlScanner tag)
    {
        if (tag.IsStart)
        {
            _isEnvelope |= XmlScanner.Same(tag.Name, "Envelope"u8);
            _isPage |= XmlScanner.Same(tag.Name, "html"u8);
            _isFault |= XmlScanner.Same(tag.Name, "Fault"u8) || XmlScanner.Same(tag.Name, "UPnPError"u8);
        }
        else if (tag.Leaf.IsEmpty || ++_leaves > MostValues)
        {
            return;
        }
        else if (XmlScanner.Same(tag.Leaf, "errorCode"u8))
        {
            // Signed: -911 and -1 were seen (qBittorrent#12610).
            _isFault = true;
            _code ??= int.TryParse(tag.Text.Decode(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) ? code : null;
        }
        else if (XmlScanner.Same(tag.Leaf, "errorDescription"u8))
        {
            _faultText = tag.Text.Decode();
        }
        else if (XmlScanner.Same(tag.Leaf, "faultstring"u8))
        {
            _faultText = _faultText.Length == 0 ? tag.Text.Decode() : _faultText;
        }
        else if (XmlScanner.Same(tag.Leaf, "NewPortListing"u8))
        {
            _listing = tag.Text.DecodeDocument().ToArray();
        }
        else
        {
            _values.TryAdd(Encoding.Latin1.GetString(tag.Leaf), tag.Text.Decode());
        }
    }

    private readonly SoapReply Build(int status, string action, bool isEmpty, bool hasDocumentType)
    {
        if (_isFault)
        {
            return new SoapReply(SoapOutcome.Fault) { Code = _code, Evidence = $"{action}: error {_code?.ToString(CultureInfo.InvariantCulture) ?? "without a code"} {_faultText}".TrimEnd() };
        }

        if (status is < 200 or >= 300)
        {
            return new SoapReply(SoapOutcome.HttpRefused) { Code = status, Evidence = $"{action}: HTTP status {status}" };
        }

        if (_isPage || hasDocumentType || !(_isEnvelope || isEmpty))
        {
            return new SoapReply(SoapOutcome.Garbage) { Evidence = $"{action}: the answer is {(_isPage ? "a web page" : "no SOAP")}" };
        }

        return new SoapReply(SoapOutcome.Granted) { Values = _values, Listing = _listing, Evidence = $"{action}: done" };
    }
}
