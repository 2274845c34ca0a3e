using System.Text.Json;
using System.Text.Json.Serialization;

namespace Porthole.Agent.Status;

/// <summary>The generated JSON code of the status document: camel case names, kebab case words, nulls written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StatusDocument))]
internal sealed partial class StatusJson : JsonSerializerContext
{
    /// <summary>The same with line breaks, for people.</summary>
    public static StatusJson Indented { get; } = new(new JsonSerializerOptions(ForPeople));

    /// <summary>How every document is written for people.</summary>
    public static JsonSerializerOptions ForPeople => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

/// <summary>Writes enum members as the contract's words: <c>RelayOnly</c> as <c>relay-only</c>.</summary>
internal sealed class KebabCaseConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
