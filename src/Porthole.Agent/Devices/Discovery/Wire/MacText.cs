using System.Globalization;

namespace Porthole.Agent.Devices.Discovery.Wire;

/// <summary>Reads MAC addresses as makers write them: with colons, hyphens, dots or nothing between.</summary>
internal static class MacText
{
    private const int Digits = 12;

    /// <summary>Lower case with colons; null for what is no address of one card (nothing, all zero, a group, broadcast).</summary>
    public static string? Read(string? text)
    {
        if (text is null || text.Length > 32) return null;
        Span<char> digits = stackalloc char[Digits];
        var count = 0;
        foreach (var character in text.AsSpan().Trim())
        {
            if (character is ':' or '-' or '.') continue;
            if (!char.IsAsciiHexDigit(character) || count == Digits) return null;
            digits[count++] = char.ToLowerInvariant(character);
        }

        if (count != Digits || digits.IndexOfAnyExcept('0') < 0) return null;
        var isGroup = (byte.Parse(digits[..2], NumberStyles.HexNumber) & 1) != 0;
        return isGroup ? null : string.Join(':', digits.ToString().Chunk(2).Select(pair => new string(pair)));
    }
}
