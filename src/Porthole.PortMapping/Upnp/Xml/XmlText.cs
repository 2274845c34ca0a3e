using System.Text;
using System.Text.Unicode;

namespace Porthole.PortMapping.Upnp.Xml;

/// <summary>The text of one element as it stands in a router's answer.</summary>
internal readonly ref struct XmlText(ReadOnlySpan<byte> raw, bool isLiteral)
{
    // Longer than any URL, name or fault text seen; an endless text must not become an endless string.
    private const int Longest = 2048;

    private readonly ReadOnlySpan<byte> _raw = raw;
    private readonly bool _isLiteral = isLiteral;

    public bool IsEmpty => TrimmedBytes().IsEmpty;

    /// <summary>Decodes the text: references resolved, control characters dropped (0x18 was seen in the wild), ends trimmed.</summary>
    public string Decode()
    {
        var bytes = TrimmedBytes();
        bytes = bytes[..Math.Min(bytes.Length, Longest)];
        if (bytes.IsEmpty)
        {
            return "";
        }

        // Old firmware writes Latin-1 whatever its declaration says.
        var text = Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
        return IsPlain(text) ? text : Resolve(text);
    }

    /// <summary>The bytes of an embedded document (the port listing of IGD 2 is XML inside XML), references resolved.</summary>
    public ReadOnlySpan<byte> DecodeDocument()
    {
        var bytes = TrimmedBytes();
        return _isLiteral || bytes.IndexOf((byte)'&') < 0 ? bytes : XmlReferences.Resolve(bytes);
    }

    private ReadOnlySpan<byte> TrimmedBytes()
    {
        var from = 0;
        while (from < _raw.Length && _raw[from] <= ' ')
        {
            from++;
        }

        var to = _raw.Length;
        while (to > from && _raw[to - 1] <= ' ')
        {
            to--;
        }

        return _raw[from..to];
    }

    private bool IsPlain(string text)
    {
        foreach (var character in text)
        {
            if (char.IsControl(character) || (character == '&' && !_isLiteral))
            {
                return false;
            }
        }

        return true;
    }

    private string Resolve(string text)
    {
        var resolved = _isLiteral
            ? text
            : Encoding.UTF8.GetString(XmlReferences.Resolve(Encoding.UTF8.GetBytes(text)));
        return string.Concat(resolved.Where(character => !char.IsControl(character))).Trim();
    }
}
