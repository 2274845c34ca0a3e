namespace Porthole.Agent.Hosting.Services;

/// <summary>
/// What an installation that also starts does before and after the rest. It belongs to the same run: when the service does not
/// answer, everything before is undone, the settings too, and a service that ran before runs again with what it had.
/// </summary>
internal static class StartSteps
{
    /// <summary>From the start to the first answer; a PC that has just booted is slow.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Comes first: stops the service that runs. None when none does.</summary>
    public static IEnumerable<SetupStep> Before(IServiceManager manager) => manager.Query().IsRunning
        ? [new SetupStep("service, which ran, stopped", () => manager.StopAsync(CancellationToken.None)) { UndoAsync = () => manager.StartAsync(CancellationToken.None) }]
        : [];

    /// <summary>Comes last: starts the service and waits until it answers.</summary>
    /// <param name="manager">Starts it.</param>
    /// <param name="answers">Whether its API answers.</param>
    /// <param name="time">The clock.</param>
    public static SetupStep Last(IServiceManager manager, Func<CancellationToken, Task<bool>> answers, TimeProvider time) => new("service started, and it answers", async () =>
    {
        var obstacle = await manager.StartAsync(CancellationToken.None);
        if (obstacle is null && await WaitAsync(answers, time)) return null;

        // A service manager would start it again and again.
        await manager.StopAsync(CancellationToken.None);
        return obstacle ?? $"it runs, but did not answer within {Patience.TotalSeconds:0} s.";
    });

    private static async Task<bool> WaitAsync(Func<CancellationToken, Task<bool>> answers, TimeProvider time)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            while (!await answers(patience.Token)) await Task.Delay(Look, time, patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
