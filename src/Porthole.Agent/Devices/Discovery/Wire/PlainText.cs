using System.Text;

namespace Porthole.Agent.Devices.Discovery.Wire;

/// <summary>Makes a device's words fit to be shown: they end on terminals and web pages.</summary>
internal static class PlainText
{
    /// <summary>Longer names are somebody's joke.</summary>
    private const int Longest = 64;

    /// <summary>Without control characters and surrounding blanks, 64 characters at most; null when nothing is left.</summary>
    public static string? Clean(string? text)
    {
        if (text is null) return null;
        var clean = new StringBuilder(Math.Min(text.Length, Longest));
        foreach (var rune in text.AsSpan().Trim().EnumerateRunes())
        {
            // Format characters can turn the direction of writing round and hide what stands there.
            if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.Format || rune == Rune.ReplacementChar) continue;
            if (clean.Length + rune.Utf16SequenceLength > Longest) break;
            clean.Append(rune.ToString());
        }

        var result = clean.ToString().Trim();
        return result.Length == 0 ? null : result;
    }
}
