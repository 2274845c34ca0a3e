using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Porthole.Relay.Admission;

/// <summary>
/// A set of networks as sorted ranges, so that a list of thousands costs no more than a short one. Sorted when somebody first
/// knocks: where the router leads straight to the cameras nobody ever does, and a start has better things to do.
/// </summary>
internal sealed class AllowList
{
    /// <summary>The part of an IPv4-mapped network's prefix that says it is one: ::ffff:0:0/96.</summary>
    private const int MappedPrefixLength = 96;

    private readonly Lazy<(UInt128 First, UInt128 Last)[]> _ipv4;
    private readonly Lazy<(UInt128 First, UInt128 Last)[]> _ipv6;

    public AllowList(ImmutableArray<IPNetwork> networks)
    {
        _ipv4 = new(() => Merge(networks.Where(IsIPv4).Select(RangeOfIPv4)));
        _ipv6 = new(() => Merge(networks.Where(network => !IsIPv4(network)).Select(RangeOfIPv6)));
    }

    public bool Contains(SourceAddress address)
    {
        var ranges = (address.IsIPv4 ? _ipv4 : _ipv6).Value;
        var (low, high) = (0, ranges.Length - 1);

        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (address.Value < ranges[middle].First)
                high = middle - 1;
            else if (address.Value > ranges[middle].Last)
                low = middle + 1;
            else
                return true;
        }

        return false;
    }

    private static bool IsIPv4(IPNetwork network) =>
        network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ||
        (network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= MappedPrefixLength);

    private static (UInt128, UInt128) RangeOfIPv4(IPNetwork network)
    {
        var prefix = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? network.PrefixLength : network.PrefixLength - MappedPrefixLength;
        var first = SourceAddress.From(network.BaseAddress).Value;
        return (first, first + (UInt128.One << (32 - prefix)) - 1);
    }

    private static (UInt128, UInt128) RangeOfIPv6(IPNetwork network)
    {
        var first = SourceAddress.From(network.BaseAddress).Value;
        // A shift by 128 would be a shift by 0.
        var last = network.PrefixLength == 0 ? UInt128.MaxValue : first + (UInt128.One << (128 - network.PrefixLength)) - 1;
        return (first, last);
    }

    private static (UInt128 First, UInt128 Last)[] Merge(IEnumerable<(UInt128 First, UInt128 Last)> ranges)
    {
        var merged = new List<(UInt128 First, UInt128 Last)>();

        foreach (var range in ranges.Order())
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last)
                merged[^1] = (merged[^1].First, UInt128.Max(merged[^1].Last, range.Last));
            else
                merged.Add(range);
        }

        return [.. merged];
    }
}
