using System.Text.Json.Serialization;
using Porthole.Agent.Status;
using Porthole.Relay;

namespace Porthole.Agent.Connections;

/// <summary>Who was connected to what through the relay, and how it ended.</summary>
internal sealed record ConnectionRecord
{
    /// <summary>The identity of the forward.</summary>
    public required string Forward { get; init; }

    /// <summary>The viewer's address and port.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>How long it has lasted, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Bytes from the viewer to the device.</summary>
    public required long BytesIn { get; init; }

    /// <summary>Bytes from the device to the viewer.</summary>
    public required long BytesOut { get; init; }

    /// <summary>How it ended; null while it lives.</summary>
    public RelayEnd? End { get; init; }

    public static ConnectionRecord From(string forward, RelaySession session, RelayEnd? end) => new()
    {
        Forward = forward,
        Source = session.Source.ToString(),
        Started = session.Started,
        Seconds = Math.Round(session.Age.TotalSeconds, 1),
        BytesIn = session.BytesIn,
        BytesOut = session.BytesOut,
        End = end,
    };
}

/// <summary>The connections through the relay: <c>GET /api/connections</c> and <c>porthole status --connections</c>.</summary>
/// <param name="Live">Those that live now, the oldest first.</param>
/// <param name="Ended">Those that ended last, the newest first.</param>
/// <param name="Days">The days of which all are kept, the newest first: <c>GET /api/connections/2026-11-21</c>.</param>
internal sealed record ConnectionsDocument(IReadOnlyList<ConnectionRecord> Live, IReadOnlyList<ConnectionRecord> Ended, IReadOnlyList<DateOnly> Days);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(KebabCaseConverter<RelayEnd>)])]
[JsonSerializable(typeof(ConnectionRecord))]
[JsonSerializable(typeof(ConnectionsDocument))]
internal sealed partial class ConnectionJson : JsonSerializerContext;
