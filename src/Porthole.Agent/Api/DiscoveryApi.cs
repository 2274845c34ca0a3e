using System.Text.Json;
using System.Threading.Channels;
using Porthole.Agent.Devices.Discovery;

namespace Porthole.Agent.Api;

/// <summary>
/// <c>POST /api/discovery</c>: searches the LAN for cameras. The answer is one document at the end; who accepts
/// <c>text/event-stream</c> gets <c>progress</c> events meanwhile and the document as the event <c>result</c>.
/// </summary>
internal static class DiscoveryApi
{
    private const string EventStream = "text/event-stream";

    public static void MapDiscoveryApi(this WebApplication app) => app.MapPost("/api/discovery", SearchAsync);

    private static async Task<IResult> SearchAsync(HttpContext context, DiscoveryDesk desk, IHostApplicationLifetime lifetime)
    {
        // An open search must not hold up an orderly stop.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var turn = desk.TryTakeTurn();
        if (turn is null)
        {
            return Problems.Of(
                StatusCodes.Status409Conflict,
                "search-under-way",
                "A search is under way",
                "Two searches at once would disturb each other. Wait three seconds and ask again.");
        }

        try
        {
            if (context.Request.Headers.Accept.Any(accept => accept?.Contains(EventStream, StringComparison.OrdinalIgnoreCase) == true))
            {
                await StreamAsync(context.Response, desk, ends.Token);
                return TypedResults.Empty;
            }

            return TypedResults.Json(await desk.SearchAsync(null, ends.Token), DiscoveryJson.Default.DiscoveryDocument);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // Who asked left, or the agent stops.
            return TypedResults.Empty;
        }
    }

    private static async Task StreamAsync(HttpResponse response, DiscoveryDesk desk, CancellationToken cancellationToken)
    {
        response.ContentType = EventStream;
        response.Headers.CacheControl = "no-store";

        // A viewer that reads slowly misses steps, never the last one.
        var steps = Channel.CreateBounded<DiscoveryProgress>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        var search = Task.Run(
            async () =>
            {
                try
                {
                    return await desk.SearchAsync(new Steps(steps.Writer), cancellationToken);
                }
                finally
                {
                    steps.Writer.Complete();
                }
            },
            CancellationToken.None);
        await foreach (var step in steps.Reader.ReadAllAsync(cancellationToken))
            await SendAsync(response, "progress", JsonSerializer.Serialize(DiscoveryProgressDocument.From(step), DiscoveryJson.Default.DiscoveryProgressDocument), cancellationToken);
        await SendAsync(response, "result", JsonSerializer.Serialize(await search, DiscoveryJson.Default.DiscoveryDocument), cancellationToken);
    }

    private static async Task SendAsync(HttpResponse response, string name, string data, CancellationToken cancellationToken)
    {
        await response.WriteAsync($"event: {name}\ndata: {data}\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    private sealed class Steps(ChannelWriter<DiscoveryProgress> writer) : IProgress<DiscoveryProgress>
    {
        public void Report(DiscoveryProgress value) => writer.TryWrite(value);
    }
}
