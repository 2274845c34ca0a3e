using Porthole.Agent.Connections;
using Porthole.Agent.Status;

namespace Porthole.Agent.Api;

/// <summary>Who is and was connected through the relay.</summary>
internal static class ConnectionsApi
{
    public static void MapConnectionsApi(this WebApplication app)
    {
        app.MapGet("/api/connections", (StatusBoard board, ConnectionLog log) => TypedResults.Json(Read(board.Current, log), ConnectionJson.Default.ConnectionsDocument));
        app.MapGet("/api/connections/{day}", (string day, ConnectionLog log) => ReadDay(day, log));
    }

    private static ConnectionsDocument Read(StatusSnapshot snapshot, ConnectionLog log) => new(
        [
            .. from forward in snapshot.Forwards
               where forward.Held.Relay is not null
               from session in forward.Held.Relay!.Sessions()
               orderby session.Started
               select ConnectionRecord.From(forward.Wish.Id, session, end: null),
        ],
        log.Recent,
        log.Days);

    // A line of JSON a connection, the oldest first: a flood's day is too long for one document.
    private static IResult ReadDay(string text, ConnectionLog log) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) && log.OpenDay(day) is { } file
            ? TypedResults.Stream(file, "application/jsonl")
            : Problems.Of(StatusCodes.Status404NotFound, "no-such-day", "No such day", $"No connections of \"{text}\" are kept. Give one of the days that /api/connections lists.");
}
