using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Porthole.Agent.Logging;

/// <summary>Takes out what must not be seen by others: names and passwords in URLs, tokens, and settings whose name says that they are secret.</summary>
internal static partial class Redaction
{
    public const string Instead = "***";

    /// <summary>Text without secrets.</summary>
    public static string Of(string text)
    {
        if (!text.Contains('@', StringComparison.Ordinal) && !text.Contains('=', StringComparison.Ordinal) && !text.Contains("earer", StringComparison.Ordinal)) return text;
        text = UserInUrl().Replace(text, $"${{scheme}}{Instead}@");
        text = InQuery().Replace(text, $"${{name}}={Instead}");
        return Bearer().Replace(text, $"Bearer {Instead}");
    }

    /// <summary>A JSON document without secrets; a new one, the one given is not changed.</summary>
    public static JsonNode? Of(JsonNode? node) => node switch
    {
        JsonObject content => new JsonObject(content.Select(entry => KeyValuePair.Create(entry.Key, IsSecret(entry.Key) && entry.Value is not null ? Instead : Of(entry.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Of)]),
        JsonValue value when value.TryGetValue<string>(out var text) => Of(text),
        _ => node?.DeepClone(),
    };

    private static bool IsSecret(string name) => SecretName().IsMatch(name);

    [GeneratedRegex(@"(?<scheme>[a-z][a-z0-9+.\-]{1,20}://)[^\s/""'<>]{0,400}@", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserInUrl();

    [GeneratedRegex(@"(?<name>\b(password|passwd|pwd|pass|token|secret|key))=[^\s&""'<>]+", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InQuery();

    [GeneratedRegex(@"Bearer\s+[A-Za-z0-9._~+/=\-]{8,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bearer();

    [GeneratedRegex("pass|pwd|token|secret|nonce|credential|apikey", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretName();
}
