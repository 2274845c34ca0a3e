using System.Globalization;
using System.Text;

namespace Porthole.PortMapping.Upnp.Xml;

/// <summary>The five named and the numeric character references of XML 1.0 (4.1, 4.6); there are no others without a DTD.</summary>
internal static class XmlReferences
{
    // "&#x10FFFF;" is the longest reference there is.
    private const int LongestReference = 10;

    /// <summary>Resolves the references; what is none, such as the bare '&amp;' of a query string, stays as it is.</summary>
    public static byte[] Resolve(ReadOnlySpan<byte> text)
    {
        var resolved = new byte[text.Length];
        var length = 0;
        while (!text.IsEmpty)
        {
            if (text[0] == '&' && TryRead(text, out var rune, out var consumed))
            {
                // No reference is shorter than the UTF-8 of what it stands for.
                length += rune.EncodeToUtf8(resolved.AsSpan(length));
                text = text[consumed..];
                continue;
            }

            resolved[length++] = text[0];
            text = text[1..];
        }

        return length == resolved.Length ? resolved : resolved[..length];
    }

    /// <summary>Writes text for an element; quotes stay, since some routers do not decode <c>&amp;quot;</c> (goupnp).</summary>
    public static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    private static bool TryRead(ReadOnlySpan<byte> text, out Rune rune, out int consumed)
    {
        rune = default;
        consumed = 0;
        var end = text[..Math.Min(text.Length, LongestReference)].IndexOf((byte)';');
        if (end < 2)
        {
            return false;
        }

        consumed = end + 1;
        var name = text[1..end];
        if (name[0] == '#')
        {
            return TryReadNumber(name[1..], out rune);
        }

        var character =
            name.SequenceEqual("amp"u8) ? '&' :
            name.SequenceEqual("lt"u8) ? '<' :
            name.SequenceEqual("gt"u8) ? '>' :
            name.SequenceEqual("quot"u8) ? '"' :
            name.SequenceEqual("apos"u8) ? '\'' : '\0';
        rune = new Rune(character);
        return character != '\0';
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> digits, out Rune rune)
    {
        rune = default;
        var isHex = !digits.IsEmpty && digits[0] is (byte)'x' or (byte)'X';
        var style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        return int.TryParse(isHex ? digits[1..] : digits, style, CultureInfo.InvariantCulture, out var value)
            && value > 0
            && Rune.TryCreate(value, out rune);
    }
}
