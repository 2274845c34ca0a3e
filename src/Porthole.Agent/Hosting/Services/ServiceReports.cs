using Porthole.Agent.Status;

namespace Porthole.Agent.Hosting.Services;

/// <summary>Keeps the service manager informed while the agent runs.</summary>
internal static class ServiceReports
{
    /// <summary>Runs until cancelled.</summary>
    public static Task RunAsync(IServiceLifetime lifetime, StatusBoard board, Func<CancellationToken, Task> pulse, TimeProvider time, CancellationToken stopping) =>
        Task.WhenAll(ReportAsync(lifetime, board, stopping), WatchAsync(lifetime, pulse, time, stopping));

    private static async Task ReportAsync(IServiceLifetime lifetime, StatusBoard board, CancellationToken stopping)
    {
        var said = "";
        try
        {
            await foreach (var snapshot in board.WatchAsync(stopping))
            {
                var sentence = Verdicts.Sentence(StatusDocuments.From(snapshot));
                if (sentence == said) continue;
                lifetime.Report(sentence);
                said = sentence;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The agent stops.
        }
    }

    // A loop that hangs answers no pulse, the manager hears nothing, and starts the agent anew: that is what a watchdog is for.
    private static async Task WatchAsync(IServiceLifetime lifetime, Func<CancellationToken, Task> pulse, TimeProvider time, CancellationToken stopping)
    {
        if (lifetime.WatchdogInterval is not { } interval) return;
        try
        {
            // Twice in the time allowed, as sd_watchdog_enabled(3) advises.
            using var timer = new PeriodicTimer(interval / 2, time);
            do
            {
                await pulse(stopping);
                lifetime.Alive();
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The agent stops.
        }
    }
}
