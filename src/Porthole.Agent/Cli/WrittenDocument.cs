using System.Text.Json;
using System.Text.Json.Serialization;

namespace Porthole.Agent.Cli;

/// <summary>Where a command has put what was asked for: the answer of <c>--json</c> when it went into a file.</summary>
/// <param name="File">The file in full.</param>
internal sealed record WrittenDocument(string File)
{
    public static string Json(string file) => JsonSerializer.Serialize(new WrittenDocument(Path.GetFullPath(file)), WrittenJson.Default.WrittenDocument);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WrittenDocument))]
internal sealed partial class WrittenJson : JsonSerializerContext;
