namespace Porthole.PortMapping.Tests.Discovery;

/// <summary>How these tests let time pass.</summary>
internal static class ManualTimeExtensions
{
    /// <summary>Moves on, and before every step waits until the code under test has set its next timer, or what it works on is done.</summary>
    public static async Task RunAsync(this ManualTime time, TimeSpan by, Task? work = null)
    {
        var end = time.GetUtcNow() + by;
        do
        {
            await Eventually.True(() => time.Timers > 0 || work is { IsCompleted: true }, "a timer is set");
        }
        while (time.FireNext(end));
        time.MoveTo(end);
    }

    /// <summary>Moves on from timer to timer until the task is done.</summary>
    public static async Task<T> RunUntilAsync<T>(this ManualTime time, Task<T> task)
    {
        while (!task.IsCompleted)
        {
            await Eventually.True(() => time.Timers > 0 || task.IsCompleted, "a timer is set");
            time.FireNext(DateTimeOffset.MaxValue);
        }
        return await task;
    }
}
