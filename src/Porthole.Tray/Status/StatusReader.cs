using System.Text.Json;

namespace Porthole.Tray.Status;

/// <summary>
/// Reads a status document. It takes what it knows and passes over what it does not,
/// so that an agent and a tray of neighbouring versions understand each other.
/// </summary>
internal static class StatusReader
{
    /// <summary>The document; null when it is not JSON or has no list of forwards.</summary>
    public static StatusDocument? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            if (!root.TryGetProperty("forwards", out var forwards) || forwards.ValueKind != JsonValueKind.Array) return null;
            return new StatusDocument(
                [.. JsonText.Objects(root, "forwards").Select(ReadForward).OfType<Forward>()],
                [.. JsonText.Objects(root, "problems").Select(ReadProblem)]);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Forward? ReadForward(JsonElement forward)
    {
        if (JsonText.Get(forward, "id") is not { Length: > 0 } id) return null;
        return new Forward
        {
            Id = id,
            Device = JsonText.Get(forward, "device") ?? id,
            Name = JsonText.Get(forward, "name") ?? "",
            State = State(JsonText.Get(forward, "state")),
            DeviceOnline = forward.TryGetProperty("deviceOnline", out var online) && online.ValueKind is JsonValueKind.True or JsonValueKind.False ? online.GetBoolean() : null,
            External = JsonText.Get(forward, "external"),
            Url = JsonText.Get(forward, "url"),
            RelayListen = forward.TryGetProperty("relay", out var relay) && relay.ValueKind == JsonValueKind.Object ? JsonText.Get(relay, "listen") : null,
        };
    }

    private static ForwardState State(string? word) => word switch
    {
        "pending" => ForwardState.Pending,
        "mapped" => ForwardState.Mapped,
        "failed" => ForwardState.Failed,
        "paused" => ForwardState.Paused,
        _ => ForwardState.Unknown,
    };

    private static Problem ReadProblem(JsonElement problem) => new(
        JsonText.Get(problem, "code") ?? "",
        JsonText.Get(problem, "title") ?? "",
        [.. Remedy(problem)]);

    private static IEnumerable<string> Remedy(JsonElement problem) =>
        problem.TryGetProperty("remedy", out var remedy) && remedy.ValueKind == JsonValueKind.Array
            ? remedy.EnumerateArray().Select(JsonText.Of).OfType<string>()
            : [];
}
