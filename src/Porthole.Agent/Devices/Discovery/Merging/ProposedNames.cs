using System.Collections.Immutable;
using Porthole.Agent.Devices.Brands;

namespace Porthole.Agent.Devices.Discovery.Merging;

/// <summary>Gives each device a name that an owner would recognise and that no other device of the search has.</summary>
internal static class ProposedNames
{
    public static ImmutableArray<DiscoveredDevice> Give(IEnumerable<DiscoveredDevice> devices)
    {
        var all = devices.ToList();
        var wishes = all.ConvertAll(Wish);
        var often = wishes.CountBy(ForwardId.Slug).Where(count => count.Value > 1).Select(count => count.Key).ToHashSet();
        var taken = new HashSet<string>();
        var next = new Dictionary<string, int>();
        var named = ImmutableArray.CreateBuilder<DiscoveredDevice>(all.Count);
        for (var i = 0; i < all.Count; i++)
        {
            // Of several alike, the last part of the address tells them apart, as it does in their owner's head.
            var name = often.Contains(ForwardId.Slug(wishes[i])) ? $"{wishes[i]} {all[i].Address.GetAddressBytes()[^1]}" : wishes[i];
            var first = name;
            while (!taken.Add(ForwardId.Slug(name)))
            {
                var number = next.GetValueOrDefault(first, 2);
                next[first] = number + 1;
                name = $"{first}-{number}";
            }

            named.Add(all[i] with { ProposedName = name });
        }

        return named.ToImmutable();
    }

    private static string Wish(DiscoveredDevice device)
    {
        if (device.Name is { } own && ForwardId.Slug(own).Length > 0) return own;
        var brand = device.Brand is { } key ? BrandPresets.NameOf(key) : null;
        var words = string.Join(' ', new[] { brand, device.Model }.Where(word => word is not null && ForwardId.Slug(word).Length > 0));
        return words.Length == 0 ? "Camera" : device.Model is null ? $"{words} camera" : words;
    }
}
