using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Porthole.Agent.History;

/// <summary>The last transitions, the oldest first: <c>GET /api/history</c>, and the file in the state folder.</summary>
internal sealed record HistoryDocument
{
    /// <summary>The version of the file. One that is newer than the program is set aside.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The number of the newest transition there is, 0 for none; the <c>since</c> of the next question.</summary>
    public long Last { get; init; }

    public ImmutableArray<Transition> Transitions { get; init; } = [];

    [JsonIgnore]
    public bool IsUsable => Version == CurrentVersion && !Transitions.IsDefault;

    private const int CurrentVersion = 1;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HistoryDocument))]
internal sealed partial class HistoryJson : JsonSerializerContext;
