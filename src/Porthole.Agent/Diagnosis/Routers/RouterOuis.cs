using System.Collections.Frozen;
using System.Net.NetworkInformation;

namespace Porthole.Agent.Diagnosis.Routers;

/// <summary>Names the maker of a router by its MAC address. A hint only: providers' boxes carry their maker's.</summary>
internal static partial class RouterOuis
{
    private static readonly Lazy<FrozenDictionary<string, string>> ByPrefix = new(() => Assignments
        .SelectMany(maker => maker.Prefixes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(prefix => KeyValuePair.Create(prefix, maker.Key)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase));

    /// <summary>The key of the router's menus; null when the prefix is no known maker's.</summary>
    public static string? KeyOf(PhysicalAddress? mac)
    {
        var digits = mac?.ToString() ?? "";
        return digits.Length == 12 ? ByPrefix.Value.GetValueOrDefault(digits[..6]) : null;
    }
}
