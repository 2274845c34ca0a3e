using Porthole.Agent.Connections;
using Porthole.Agent.Status;

namespace Porthole.Agent.Api;

/// <summary>Who is and was connected through the relay.</summary>
internal static class ConnectionsApi
{
    public static void MapConnectionsApi(this WebApplication app) =>
        app.MapGet("/api/connections", (StatusBoard board, ConnectionLog log) => TypedResults.Json(Read(board.Current, log), ConnectionJson.Default.ConnectionsDocument));

    private static ConnectionsDocument Read(StatusSnapshot snapshot, ConnectionLog log) => new(
        [
            .. from forward in snapshot.Forwards
               where forward.Held.Relay is not null
               from session in forward.Held.Relay!.Sessions()
               orderby session.Started
               select ConnectionRecord.From(forward.Wish.Id, session, end: null),
        ],
        log.Recent);
}
