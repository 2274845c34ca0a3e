using System.Collections.Immutable;
using System.Text.Json;

namespace Porthole.Agent.Diagnosis.Firewalls.Linux;

/// <summary>The named sets and verdict maps of one table of nft.</summary>
internal sealed class NftSets(IEnumerable<JsonElement> sets)
{
    private readonly Dictionary<string, JsonElement> _sets = sets.ToDictionary(set => set.GetProperty("name").GetString()!, StringComparer.Ordinal);

    /// <summary>What a value holds: a set's elements, named or written out; null when its content comes and goes, or is unknown.</summary>
    public ImmutableArray<JsonElement>? Elements(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("set", out var written)) return Listed(written);
        if (value.ValueKind == JsonValueKind.Array) return Listed(value);
        if (value.ValueKind != JsonValueKind.String || !value.GetString()!.StartsWith('@')) return [value];
        if (!_sets.TryGetValue(value.GetString()![1..], out var set) || IsChanging(set)) return null;
        return set.TryGetProperty("elem", out var elements) ? Listed(elements) : [];
    }

    /// <summary>A verdict map, as rules; an entry decides only what no entry before it has, which the order of the rules says too.</summary>
    public IEnumerable<Rule> Verdicts(JsonElement map)
    {
        var key = map.GetProperty("key");
        if (Elements(map.GetProperty("data")) is not { } entries)
        {
            yield return new Rule([_ => Likelihood.Maybe], new RuleVerdict(RuleVerdictKind.Unknown));
            yield break;
        }

        foreach (var entry in entries.Where(entry => entry.ValueKind == JsonValueKind.Array && entry.GetArrayLength() == 2))
            yield return new Rule([arrival => NftMatch.FitsKey(key, entry[0], arrival, this)], NftRuleset.Verdict(entry[1].EnumerateObject().First()));
    }

    private static ImmutableArray<JsonElement> Listed(JsonElement elements) => elements.ValueKind == JsonValueKind.Array ? [.. elements.EnumerateArray()] : [elements];

    // What bans addresses, or lets them in for a while, fills such sets.
    private static bool IsChanging(JsonElement set) => set.TryGetProperty("flags", out var flags) && flags.ToString() is var words && (words.Contains("dynamic", StringComparison.Ordinal) || words.Contains("timeout", StringComparison.Ordinal));
}
