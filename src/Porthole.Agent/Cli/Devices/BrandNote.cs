using Porthole.Agent.Devices.Brands;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Cli.Devices;

/// <summary>What a brand without a preset means: there are more makers than this program knows, so it is allowed.</summary>
internal static class BrandNote
{
    /// <summary>A note about a brand as it was typed; null when it is known or left out.</summary>
    public static string? Of(string? brand)
    {
        if (string.IsNullOrWhiteSpace(brand) || BrandPresets.Find(brand) is not null) return null;
        var meant = BrandPresets.Names.Where(name => name.StartsWith(brand, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).FirstOrDefault() ?? NearestWord.To(brand, BrandPresets.Names);
        return $"\"{brand}\" is no brand that Porthole knows, so the addresses it shows have no stream's path.{(meant is null ? "" : $" Did you mean {meant}?")}";
    }
}
