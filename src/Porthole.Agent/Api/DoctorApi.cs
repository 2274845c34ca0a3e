using System.Text.Json;
using System.Threading.Channels;
using Porthole.Agent.Doctor;

namespace Porthole.Agent.Api;

/// <summary>
/// <c>POST /api/doctor?readOnly=false</c>: one full check from cable to camera. The answer is the report; who accepts
/// <c>text/event-stream</c> gets every step as the event <c>step</c> meanwhile and the report as the event <c>result</c>.
/// </summary>
internal static class DoctorApi
{
    private const string EventStream = "text/event-stream";

    public static void MapDoctorApi(this WebApplication app) => app.MapPost("/api/doctor", RunAsync);

    private static async Task<IResult> RunAsync(HttpContext context, DoctorDesk desk, IHostApplicationLifetime lifetime, bool? readOnly)
    {
        // An open check must not hold up an orderly stop; the port it opened is closed all the same.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var asEvents = context.Request.Headers.Accept.Any(accept => accept?.Contains(EventStream, StringComparison.OrdinalIgnoreCase) == true);
        try
        {
            if (asEvents) return await StreamAsync(context.Response, desk, readOnly ?? false, ends.Token);
            return await desk.TryRunAsync(readOnly ?? false, null, ends.Token) is { } report ? TypedResults.Json(report, DoctorJson.Default.DoctorReport) : UnderWay();
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // Who asked left, or the agent stops.
            return TypedResults.Empty;
        }
    }

    private static async Task<IResult> StreamAsync(HttpResponse response, DoctorDesk desk, bool readOnly, CancellationToken cancellationToken)
    {
        // A check has some tens of steps: none is dropped.
        var steps = Channel.CreateUnbounded<DoctorStep>(new UnboundedChannelOptions { SingleReader = true });
        var run = Task.Run(
            async () =>
            {
                try
                {
                    return await desk.TryRunAsync(readOnly, new Steps(steps.Writer), cancellationToken);
                }
                finally
                {
                    steps.Writer.Complete();
                }
            },
            CancellationToken.None);
        if (!await steps.Reader.WaitToReadAsync(cancellationToken) && await run is null) return UnderWay();
        response.ContentType = EventStream;
        response.Headers.CacheControl = "no-store";
        await foreach (var step in steps.Reader.ReadAllAsync(cancellationToken))
            await SendAsync(response, "step", JsonSerializer.Serialize(step, DoctorJson.Default.DoctorStep), cancellationToken);
        await SendAsync(response, "result", JsonSerializer.Serialize(await run, DoctorJson.Default.DoctorReport), cancellationToken);
        return TypedResults.Empty;
    }

    private static IResult UnderWay() => Problems.Of(
        StatusCodes.Status409Conflict,
        "doctor-under-way",
        "A check is under way",
        "Two checks at once would disturb each other. Wait some seconds and ask again.");

    private static async Task SendAsync(HttpResponse response, string name, string data, CancellationToken cancellationToken)
    {
        await response.WriteAsync($"event: {name}\ndata: {data}\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    private sealed class Steps(ChannelWriter<DoctorStep> writer) : IProgress<DoctorStep>
    {
        public void Report(DoctorStep value) => writer.TryWrite(value);
    }
}
