using System.Collections.Immutable;
using System.Text.Json;

namespace Porthole.Agent.Diagnosis.Firewalls.Linux;

/// <summary>Reads what <c>nft -j list ruleset</c> prints (libnftables-json(5)): the tables that decide on IPv4 for this PC.</summary>
internal static class NftRuleset
{
    /// <summary>Statements that change nothing about the way of a packet.</summary>
    private static readonly string[] Harmless = ["counter", "log", "mangle", "ct helper", "ct timeout", "ct expectation", "notrack", "set", "map", "meter", "comment", "secmark", "last"];

    /// <summary>The tables with a chain at the input hook; null when the text is not nft's.</summary>
    public static ImmutableArray<RuleTable>? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);

            // Cloned, because rules are judged after the document is gone.
            var objects = document.RootElement.GetProperty("nftables").Clone().EnumerateArray().SelectMany(entry => entry.EnumerateObject()).ToLookup(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal);
            var chains = objects["chain"].Where(chain => Text(chain, "family") is "ip" or "inet").ToLookup(TableOf, StringComparer.Ordinal);
            var rules = objects["rule"].ToLookup(rule => (TableOf(rule), Text(rule, "chain")));
            var sets = objects["set"].Concat(objects["map"]).ToLookup(TableOf, StringComparer.Ordinal);
            return [.. chains.Where(table => table.Any(IsBase)).Select(table => Table(table.Key, [.. table], rules, new NftSets(sets[table.Key])))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static RuleTable Table(string name, ImmutableArray<JsonElement> chains, ILookup<(string Table, string Chain), JsonElement> rules, NftSets sets)
    {
        var isOpaque = false;
        var read = new Dictionary<string, ImmutableArray<Rule>>(StringComparer.Ordinal);
        foreach (var chain in chains.Select(chain => Text(chain, "name")))
        {
            var statements = rules[(name, chain)].Select(rule => rule.TryGetProperty("expr", out var expression) ? expression.EnumerateArray().Select(part => part.EnumerateObject().First()).ToList() : []).ToList();
            isOpaque |= statements.Exists(rule => rule.Exists(statement => statement.Name == "xt"));
            read[chain] = [.. statements.SelectMany(rule => Rules(rule, sets))];
        }

        return new RuleTable(name, read, [.. chains.Where(IsBase).Select(chain => new BaseChain(Text(chain, "name"), Text(chain, "policy") != "drop"))], isOpaque);
    }

    // Mostly one; a verdict map is a rule for each of its entries.
    private static IEnumerable<Rule> Rules(List<JsonProperty> statements, NftSets sets)
    {
        var tests = ImmutableArray.CreateBuilder<Func<Arrival, Likelihood>>();
        foreach (var statement in statements)
        {
            if (statement.Name == "vmap")
            {
                var before = tests.ToImmutable();
                foreach (var rule in sets.Verdicts(statement.Value)) yield return rule with { Tests = [.. before, .. rule.Tests] };
                continue;
            }

            if (TestOf(statement, sets) is { } test) tests.Add(test);
            else if (Verdict(statement) is { Kind: not RuleVerdictKind.None } verdict) yield return new Rule(tests.ToImmutable(), verdict);
        }
    }

    private static Func<Arrival, Likelihood>? TestOf(JsonProperty statement, NftSets sets) => statement.Name switch
    {
        "match" => arrival => NftMatch.Fits(statement.Value, arrival, sets),

        // One viewer alone is within any limit, and never above one.
        "limit" or "ct count" or "quota" => _ => Likelihoods.Of(!(statement.Value.ValueKind == JsonValueKind.Object && statement.Value.TryGetProperty("inv", out var above) && above.GetBoolean())),
        _ => null,
    };

    public static RuleVerdict Verdict(JsonProperty statement) => statement.Name switch
    {
        "accept" => new RuleVerdict(RuleVerdictKind.Accept),
        "drop" or "reject" => new RuleVerdict(RuleVerdictKind.Drop),
        "return" => new RuleVerdict(RuleVerdictKind.Return),
        "continue" => new RuleVerdict(RuleVerdictKind.None),
        "jump" => new RuleVerdict(RuleVerdictKind.Jump, Text(statement.Value, "target")),
        "goto" => new RuleVerdict(RuleVerdictKind.Goto, Text(statement.Value, "target")),
        _ => new RuleVerdict(Harmless.Contains(statement.Name) ? RuleVerdictKind.None : RuleVerdictKind.Unknown),
    };

    private static bool IsBase(JsonElement chain) => Text(chain, "hook") == "input" && Text(chain, "type") == "filter";

    private static string TableOf(JsonElement thing) => $"{Text(thing, "family")} {Text(thing, "table")}";

    private static string Text(JsonElement thing, string name) => thing.TryGetProperty(name, out var value) ? value.ToString() : "";
}
