using System.Text.Json;

namespace Porthole.Tray.Status;

/// <summary>
/// Reads a status document. It takes what it knows and passes over what it does not,
/// so that an agent and a tray of neighbouring versions understand each other.
/// </summary>
internal static class StatusReader
{
    /// <summary>The document; null when it is not JSON or has no list of forwards.</summary>
    public static StatusDocument? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            List<Forward>? forwards = null;
            List<Problem> problems = [];
            while (JsonText.NextName(ref reader))
            {
                if (reader.ValueTextEquals("forwards"u8)) forwards = ReadForwards(ref reader);
                else if (reader.ValueTextEquals("problems"u8)) problems = ReadProblems(ref reader);
                else JsonText.Pass(ref reader);
            }

            return JsonText.IsAtEnd(ref reader) && forwards is not null ? new StatusDocument(forwards, problems) : null;
        }
        catch (Exception exception) when (JsonText.IsDamage(exception))
        {
            return null;
        }
    }

    private static List<Forward>? ReadForwards(ref Utf8JsonReader reader)
    {
        if (!JsonText.Enter(ref reader, JsonTokenType.StartArray)) return null;
        var forwards = new List<Forward>();
        while (JsonText.NextItem(ref reader))
        {
            if (reader.TokenType != JsonTokenType.StartObject) reader.Skip();
            else if (ReadForward(ref reader) is { } forward) forwards.Add(forward);
        }

        return forwards;
    }

    private static Forward? ReadForward(ref Utf8JsonReader reader)
    {
        string? id = null, device = null, name = null, state = null, external = null, url = null, relayListen = null;
        bool? online = null;
        while (JsonText.NextName(ref reader))
        {
            if (reader.ValueTextEquals("id"u8)) id = JsonText.Text(ref reader);
            else if (reader.ValueTextEquals("device"u8)) device = JsonText.Text(ref reader);
            else if (reader.ValueTextEquals("name"u8)) name = JsonText.Text(ref reader);
            else if (reader.ValueTextEquals("state"u8)) state = JsonText.Text(ref reader);
            else if (reader.ValueTextEquals("external"u8)) external = JsonText.Text(ref reader);
            else if (reader.ValueTextEquals("url"u8)) url = JsonText.Text(ref reader);
            else if (reader.ValueTextEquals("deviceOnline"u8)) online = ReadTruth(ref reader);
            else if (reader.ValueTextEquals("relay"u8)) relayListen = ReadListen(ref reader);
            else JsonText.Pass(ref reader);
        }

        if (id is not { Length: > 0 }) return null;
        return new Forward
        {
            Id = id,
            Device = device ?? id,
            Name = name ?? "",
            State = State(state),
            DeviceOnline = online,
            External = external,
            Url = url,
            RelayListen = relayListen,
        };
    }

    private static bool? ReadTruth(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False) return reader.GetBoolean();
        reader.Skip();
        return null;
    }

    private static string? ReadListen(ref Utf8JsonReader reader)
    {
        if (!JsonText.Enter(ref reader, JsonTokenType.StartObject)) return null;
        string? listen = null;
        while (JsonText.NextName(ref reader))
        {
            if (reader.ValueTextEquals("listen"u8)) listen = JsonText.Text(ref reader);
            else JsonText.Pass(ref reader);
        }

        return listen;
    }

    private static ForwardState State(string? word) => word switch
    {
        "pending" => ForwardState.Pending,
        "mapped" => ForwardState.Mapped,
        "failed" => ForwardState.Failed,
        "paused" => ForwardState.Paused,
        _ => ForwardState.Unknown,
    };

    private static List<Problem> ReadProblems(ref Utf8JsonReader reader)
    {
        var problems = new List<Problem>();
        if (!JsonText.Enter(ref reader, JsonTokenType.StartArray)) return problems;
        while (JsonText.NextItem(ref reader))
        {
            if (reader.TokenType == JsonTokenType.StartObject) problems.Add(ReadProblem(ref reader));
            else reader.Skip();
        }

        return problems;
    }

    private static Problem ReadProblem(ref Utf8JsonReader reader)
    {
        string? code = null, title = null;
        List<string> remedy = [];
        while (JsonText.NextName(ref reader))
        {
            if (reader.ValueTextEquals("code"u8)) code = JsonText.Text(ref reader);
            else if (reader.ValueTextEquals("title"u8)) title = JsonText.Text(ref reader);
            else if (reader.ValueTextEquals("remedy"u8)) remedy = ReadRemedy(ref reader);
            else JsonText.Pass(ref reader);
        }

        return new Problem(code ?? "", title ?? "", remedy);
    }

    private static List<string> ReadRemedy(ref Utf8JsonReader reader)
    {
        var steps = new List<string>();
        if (!JsonText.Enter(ref reader, JsonTokenType.StartArray)) return steps;
        while (JsonText.NextItem(ref reader))
        {
            if (reader.TokenType != JsonTokenType.String) reader.Skip();
            else if (JsonText.Of(ref reader) is { } step) steps.Add(step);
        }

        return steps;
    }
}
