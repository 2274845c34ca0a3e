using Porthole.Agent.History;

namespace Porthole.Agent.Api;

/// <summary>What became otherwise, and why: <c>GET /api/history</c>, with <c>?since=N</c> what came after transition N.</summary>
internal static class HistoryApi
{
    public static void MapHistoryApi(this WebApplication app) =>
        app.MapGet("/api/history", (TransitionRing history, long? since) => TypedResults.Json(history.Since(since ?? 0), HistoryJson.Default.HistoryDocument));
}
