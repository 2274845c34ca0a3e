using System.Buffers;

namespace Porthole.PortMapping.Upnp.Xml;

/// <summary>
/// Walks the tags of a router's XML without ever failing on it.
/// </summary>
/// <remarks>
/// Routers send undeclared prefixes, wrong namespaces, control characters, trailing NULs, junk behind
/// the root and documents that stop in the middle; a conforming parser rejects every one of them.
/// Nothing is expanded and nothing is kept, so the cost is bounded by the input: a document type
/// definition, the way to entity bombs, ends the walk.
/// </remarks>
internal ref struct XmlScanner(ReadOnlySpan<byte> xml)
{
    // Attributes are skipped quote by quote; a quote that never closes must not cost the whole document for every tag.
    private const int LongestTag = 1024;

    private static readonly SearchValues<byte> NameEnd = SearchValues.Create(" \t\r\n/>"u8);

    private readonly ReadOnlySpan<byte> _xml = xml;
    private int _at;
    private ReadOnlySpan<byte> _lastStart;
    private bool _afterStart;
    private bool _emptyElement;

    /// <summary>Whether the tag just read opens an element.</summary>
    public bool IsStart { get; private set; }

    /// <summary>The tag's name without its prefix.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>At an end tag that closes an element of text only: that element's name. Else empty.</summary>
    public ReadOnlySpan<byte> Leaf { get; private set; }

    /// <summary>The raw text of <see cref="Leaf"/>.</summary>
    public XmlText Text { get; private set; }

    /// <summary>Whether the walk ended at a document type definition.</summary>
    public bool HasDocumentType { get; private set; }

    /// <summary>Goes to the next tag; false at the end.</summary>
    public bool Read()
    {
        if (_emptyElement)
        {
            _emptyElement = false;
            Text = default;
            return End(Name);
        }

        XmlText text = default;
        var start = _at;
        while (true)
        {
            var rest = _xml[_at..];
            var open = rest.IndexOf((byte)'<');
            if (open < 0 || open == rest.Length - 1)
            {
                _at = _xml.Length;
                return false;
            }

            rest = rest[(open + 1)..];
            _at += open + 1;
            if (!IsMarkup(rest[0]))
            {
                // A stray '<' is text.
                continue;
            }

            if (text.IsEmpty)
            {
                text = new XmlText(_xml[start..(_at - 1)], isLiteral: false);
            }

            switch (rest[0])
            {
                case (byte)'?':
                    Skip(rest, "?>"u8);
                    break;
                case (byte)'!' when rest.StartsWith("!--"u8):
                    Skip(rest, "-->"u8);
                    break;
                case (byte)'!' when rest.StartsWith("![CDATA["u8):
                    var data = rest["![CDATA["u8.Length..];
                    var end = data.IndexOf("]]>"u8);
                    text = new XmlText(end < 0 ? data : data[..end], isLiteral: true);
                    Skip(rest, "]]>"u8);
                    break;
                case (byte)'!':
                    HasDocumentType = true;
                    _at = _xml.Length;
                    return false;
                case (byte)'/':
                    Text = text;
                    TakeTag(rest[1..], skipped: 1);
                    return End(Name);
                default:
                    _emptyElement = TakeTag(rest, skipped: 0);
                    Leaf = default;
                    IsStart = true;
                    _afterStart = true;
                    return true;
            }

            start = _at;
        }
    }

    /// <summary>Whether two names are the same but for their case, which some routers get wrong.</summary>
    public static bool Same(ReadOnlySpan<byte> name, ReadOnlySpan<byte> other) =>
        System.Text.Ascii.EqualsIgnoreCase(name, other);

    /// <summary>Whether a '&lt;' before this byte begins markup.</summary>
    private static bool IsMarkup(byte next) =>
        char.IsAsciiLetter((char)next) || next is (byte)'?' or (byte)'!' or (byte)'/' or (byte)'_' or >= 0x80;

    private static ReadOnlySpan<byte> LocalName(ReadOnlySpan<byte> tag)
    {
        var end = tag.IndexOfAny(NameEnd);
        var name = end < 0 ? tag : tag[..end];
        return name[(name.IndexOf((byte)':') + 1)..];
    }

    private bool End(ReadOnlySpan<byte> name)
    {
        Leaf = _afterStart ? _lastStart : default;
        Name = name;
        IsStart = false;
        _afterStart = false;
        return true;
    }

    /// <summary>Reads a tag up to its '>'; true when it closes itself.</summary>
    private bool TakeTag(ReadOnlySpan<byte> tag, int skipped)
    {
        var end = TagEnd(tag);
        if (end < 0)
        {
            // The document stops inside a tag; what the tag would have said is unknown.
            Name = default;
            _lastStart = default;
            _at = _xml.Length;
            return false;
        }

        _at += skipped + end + 1;
        Name = LocalName(tag[..end]);
        if (skipped == 0)
        {
            _lastStart = Name;
        }

        return end > 0 && tag[end - 1] == '/';
    }

    private static int TagEnd(ReadOnlySpan<byte> tag)
    {
        var window = tag[..Math.Min(tag.Length, LongestTag)];
        byte quote = 0;
        for (var i = 0; i < window.Length; i++)
        {
            var value = window[i];
            if (quote != 0)
            {
                quote = value == quote ? (byte)0 : quote;
            }
            else if (value is (byte)'"' or (byte)'\'')
            {
                quote = value;
            }
            else if (value == '>')
            {
                return i;
            }
        }

        return tag.IndexOf((byte)'>');
    }

    private void Skip(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> terminator)
    {
        var end = rest.IndexOf(terminator);
        _at = end < 0 ? _xml.Length : _at + end + terminator.Length;
    }
}
