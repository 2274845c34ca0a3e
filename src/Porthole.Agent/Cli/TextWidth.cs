using System.Globalization;
using System.Text;

namespace Porthole.Agent.Cli;

/// <summary>How many columns of a terminal a text takes: Chinese, Japanese and Korean characters and emoji take two (Unicode Standard Annex 11), marks that combine none.</summary>
internal static class TextWidth
{
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0x4DBF), (0x4E00, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F),
        (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF), (0x20000, 0x3FFFD),
    ];

    public static int Of(string text) => text.EnumerateRunes().Sum(Of);

    public static int Of(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format) return 0;
        return Array.Exists(Wide, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : 1;
    }

    /// <summary>The text in lines of at most this many columns, broken after a space or hyphen where there is one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">At least 2, the width of the widest character.</param>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        while (Of(text) > width)
        {
            var end = Fitting(text, width);
            var cut = text.AsSpan(0, end).LastIndexOfAny(" -/,") + 1;

            // A piece of a word is better than a line of next to nothing.
            if (cut < end / 2) cut = end;
            yield return text[..cut].TrimEnd();
            text = text[cut..].TrimStart();
        }

        yield return text;
    }

    private static int Fitting(string text, int width)
    {
        var (end, used) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            used += Of(rune);
            if (used > width) break;
            end += rune.Utf16SequenceLength;
        }

        return end;
    }
}
