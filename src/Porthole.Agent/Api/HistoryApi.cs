using Porthole.Agent.History;
using Porthole.Agent.Status;

namespace Porthole.Agent.Api;

/// <summary>What became otherwise, and why: <c>GET /api/history</c>, with <c>?since=N</c> what came after transition N; <c>GET /api/availability</c>: the same as a strip of 24 hours for each forward.</summary>
internal static class HistoryApi
{
    public static void MapHistoryApi(this WebApplication app)
    {
        app.MapGet("/api/history", (TransitionRing history, long? since) => TypedResults.Json(history.Since(since ?? 0), HistoryJson.Default.HistoryDocument));
        app.MapGet("/api/availability", (TransitionRing history, StatusBoard board, TimeProvider time) => TypedResults.Json(
            AvailabilityDocument.Of(history.Since(0).Transitions, board.Current.Forwards.Select(forward => forward.Wish.Id), time.GetUtcNow()),
            AvailabilityJson.Default.AvailabilityDocument));
    }
}
