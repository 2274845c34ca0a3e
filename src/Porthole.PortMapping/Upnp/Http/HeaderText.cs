using System.Buffers.Text;
using System.Text;

namespace Porthole.PortMapping.Upnp.Http;

/// <summary>Reads header names and values.</summary>
internal static class HeaderText
{
    // Longer than any URL or server name seen; what is longer is cut.
    private const int Longest = 2048;

    public static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> wanted) => Ascii.EqualsIgnoreCase(name, wanted);

    public static string Decode(ReadOnlySpan<byte> value) =>
        Encoding.Latin1.GetString(value[..Math.Min(value.Length, Longest)]);

    /// <summary>Decodes into <paramref name="field"/> unless an earlier header of the same name filled it: routers double headers, the first is the one meant.</summary>
    public static void DecodeFirst(ReadOnlySpan<byte> value, ref string field)
    {
        if (field.Length == 0)
        {
            field = Decode(value);
        }
    }

    public static int? DecodeNumber(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out int number, out _) && number >= 0 ? number : null;

    /// <summary>Whether <paramref name="value"/> holds <paramref name="word"/> in any case.</summary>
    public static bool Contains(ReadOnlySpan<byte> value, ReadOnlySpan<byte> word)
    {
        for (var i = 0; i + word.Length <= value.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(value.Slice(i, word.Length), word))
            {
                return true;
            }
        }

        return false;
    }
}
