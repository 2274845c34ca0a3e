namespace Porthole.Simulation.Tests.Support;

/// <summary>How these tests let time pass.</summary>
internal static class ManualTimeExtensions
{
    /// <summary>Moves on step by step until a task that waits for this clock is done.</summary>
    public static async Task<T> RunAsync<T>(this ManualTime time, Task<T> task, TimeSpan step)
    {
        while (!task.IsCompleted)
        {
            time.Advance(step);
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        return await task;
    }
}
