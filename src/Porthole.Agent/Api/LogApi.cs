using Porthole.Agent.Hosting;
using Porthole.Agent.Logging;

namespace Porthole.Agent.Api;

/// <summary>
/// The agent's log: <c>GET /api/log?level=LEVEL&amp;lines=N</c>, the last N entries of the level and worse, the oldest first.
/// </summary>
internal static class LogApi
{
    public static void MapLogApi(this WebApplication app) => app.MapGet("/api/log", Read);

    private static IResult Read(HttpContext context, StateFolder folder, string? level, int? lines)
    {
        var least = LogEntryLevel.Information;
        if (level is not null && (!Enum.TryParse(level, ignoreCase: true, out least) || !Enum.IsDefined(least)))
            return Problems.Of(StatusCodes.Status400BadRequest, "no-such-level", "No such level", "The levels are debug, information, warning and error.");
        try
        {
            // The dashboard asks every other second, and a rare level is looked for in every file: only when something was written.
            var log = new LogReader(folder.LogFolder);
            var most = Math.Clamp(lines ?? LogApiBounds.UsualEntries, 0, LogApiBounds.MostEntries);
            var version = $"\"{log.Stamp} {least} {most}\"";
            context.Response.Headers.ETag = version;
            context.Response.Headers.CacheControl = "no-cache";
            return context.Request.Headers.IfNoneMatch == version
                ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
                : TypedResults.Json(new LogDocument(log.Last(most, least)), LogJson.Default.LogDocument);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Problems.Of(StatusCodes.Status500InternalServerError, "log-unreadable", "The log cannot be read", exception.Message);
        }
    }
}
