using System.Text.Json;

namespace Porthole.Agent.Diagnosis.Firewalls.Linux;

/// <summary>Judges <c>tcp flags &amp; (fin | syn | rst | ack) == syn</c> for a first packet, which has SYN and nothing else.</summary>
internal static class NftFlags
{
    public static Likelihood Fits(JsonElement masked, JsonElement right)
    {
        if (masked[0].ValueKind != JsonValueKind.Object || !masked[0].TryGetProperty("payload", out var payload) || !payload.TryGetProperty("field", out var field) || field.GetString() != "flags") return Likelihood.Maybe;
        var left = Names(masked[1]).Where(name => name == "syn").ToHashSet(StringComparer.Ordinal);
        return Likelihoods.Of(left.SetEquals(Names(right)));
    }

    // "syn", ["syn", "ack"], { "|": ["syn", "ack"] }, or 0 for none.
    private static IEnumerable<string> Names(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Names),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(part => Names(part.Value)),
        _ => [],
    };
}
