using System.Text.Json;
using Porthole.Agent.Status;

namespace Porthole.Agent.Api;

/// <summary>The reading part of the HTTP API: status, events, the router's table, health.</summary>
internal static class StatusApi
{
    public static void MapStatusApi(this WebApplication app)
    {
        app.MapGet("/api/status", (StatusBoard board) => TypedResults.Json(StatusDocuments.From(board.Current), StatusJson.Default.StatusDocument));
        app.MapGet("/api/events", StreamAsync);
        app.MapGet("/api/router/mappings", async (StatusBoard board, CancellationToken cancellationToken) =>
            TypedResults.Json(await RouterDocuments.ReadAsync(board.Current, cancellationToken), RouterJson.Default.RouterDocument));
        app.MapGet("/healthz", () => TypedResults.Text("ok\n"));
    }

    /// <summary>Server-sent events: the newest status at once, then one at every change.</summary>
    private static async Task StreamAsync(HttpContext context, StatusBoard board, IHostApplicationLifetime lifetime)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";

        // An open stream must not hold up an orderly stop.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await foreach (var snapshot in board.WatchAsync(ends.Token))
            {
                var document = JsonSerializer.Serialize(StatusDocuments.From(snapshot), StatusJson.Default.StatusDocument);
                await context.Response.WriteAsync($"event: status\ndata: {document}\n\n", ends.Token);
                await context.Response.Body.FlushAsync(ends.Token);
            }
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The viewer left or the agent stops: both are how a stream ends.
        }
    }
}
