using System.Collections.Frozen;

namespace Porthole.Agent.Devices.Brands;

/// <summary>Names the maker of a camera by its MAC address. A hint only: boards that are sold under other names carry their maker's.</summary>
internal static partial class OuiTable
{
    private static readonly Lazy<FrozenDictionary<string, string>> ByPrefix = new(() => Assignments
        .SelectMany(maker => maker.Prefixes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(prefix => KeyValuePair.Create(prefix, maker.Brand)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase));

    /// <summary>The brand; null when the prefix is no camera maker's.</summary>
    /// <param name="mac">The MAC address with colons.</param>
    public static string? BrandOf(string? mac)
    {
        if (mac is null) return null;
        var digits = mac.Replace(":", "", StringComparison.Ordinal);
        if (digits.Length != 12) return null;

        // The longer block is the more specific one: an MA-L block may be cut up among many makers.
        return Lookup(digits[..9]) ?? Lookup(digits[..7]) ?? Lookup(digits[..6]);
    }

    private static string? Lookup(string prefix) => ByPrefix.Value.GetValueOrDefault(prefix);
}
