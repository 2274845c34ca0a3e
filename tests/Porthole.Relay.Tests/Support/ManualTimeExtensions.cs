namespace Porthole.Relay.Tests.Support;

/// <summary>How these tests let time pass.</summary>
public static class ManualTimeExtensions
{
    /// <summary>Lets time pass, a second at a time, until something is done.</summary>
    public static async Task PassUntilAsync(this ManualTime time, Task done)
    {
        await Wait.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return done.IsCompleted;
            },
            "the end");
        await done;
    }
}
