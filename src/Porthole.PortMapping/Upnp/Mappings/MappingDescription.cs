namespace Porthole.PortMapping.Upnp.Mappings;

/// <summary>The text that stands beside a mapping in the router's table.</summary>
internal static class MappingDescription
{
    /// <summary>What every description of this program begins with.</summary>
    public const string Mark = "Porthole";

    // Routers cut longer ones (Mono.Nat), and some refuse them with 605.
    private const int Longest = 28;

    /// <summary>Fits a text into what every router keeps: 28 ASCII characters, no quotes, which some do not decode, and no line breaks.</summary>
    public static string Fit(string text)
    {
        var fitted = string.Create(Math.Min(text.Length, Longest), text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = source[i] is >= ' ' and <= '~' and not '"' ? source[i] : '_';
            }
        });
        return fitted.Trim();
    }

    /// <summary>Whether this program made the entry, going by its description.</summary>
    public static bool IsOurs(string description) => description.StartsWith(Mark, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether the entry was made for the same purpose: by this program and with the same description, as far as the
    /// router kept it. The mark alone would let two recorders on one LAN take each other's ports back and forth.
    /// </summary>
    public static bool IsSamePurpose(string entry, string request) =>
        IsOurs(entry) && Fit(request).StartsWith(entry.Trim(), StringComparison.OrdinalIgnoreCase);
}
