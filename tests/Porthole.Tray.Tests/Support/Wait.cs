namespace Porthole.Tray.Tests.Support;

/// <summary>Waits for what happens on another thread.</summary>
internal static class Wait
{
    /// <summary>Long enough for a machine under heavy load; a test that passes does not wait for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            if (patience.IsCancellationRequested) throw new TimeoutException($"Waited {Patience.TotalSeconds} s for: {what}");
            await Task.Delay(10);
        }
    }
}
