using System.Globalization;
using System.Text;

namespace Porthole.Tray.Menu;

/// <summary>Makes menu lines of texts that come from elsewhere: names of cameras, for instance, may come from the cameras themselves.</summary>
internal static class MenuText
{
    /// <summary>A menu wider than about this many letters is hard to read, and does not fit a small screen.</summary>
    public const int MaxLength = 72;

    /// <summary>One line, shortened, its <c>&amp;</c> doubled so that it is not taken for an access key.</summary>
    public static string Line(string text)
    {
        var clean = Clean(text);
        return Escape(clean.Length <= MaxLength ? clean : clean[..Whole(clean, MaxLength - 1)] + "…");
    }

    /// <summary>As many lines as it takes, broken between words where there is room.</summary>
    public static IEnumerable<string> Wrap(string text)
    {
        foreach (var paragraph in text.Split('\n'))
        {
            var rest = Clean(paragraph);
            while (rest.Length > MaxLength)
            {
                var space = rest.LastIndexOf(' ', MaxLength);
                var end = space > 0 ? space : Whole(rest, MaxLength);
                yield return Escape(rest[..end]);
                rest = rest[end..].TrimStart();
            }

            if (rest.Length > 0) yield return Escape(rest);
        }
    }

    /// <summary>
    /// The text without what would disturb a menu: a tab starts its right column, and format characters
    /// could turn the order of the letters around or hide some. Every kind of space is one space.
    /// </summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (clean.Length > 0 && clean[^1] != ' ') clean.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is not UnicodeCategory.Format)
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString().TrimEnd();
    }

    private static string Escape(string text) => text.Replace("&", "&&", StringComparison.Ordinal);

    /// <summary>The length, or one less where it would cut a surrogate pair in two.</summary>
    private static int Whole(string text, int length) => char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
}
