namespace Porthole.PortMapping.Tests.Upnp.Fakes;

/// <summary>Waits for a condition, long enough for a machine under load.</summary>
internal static class WaitFor
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static async Task Async(Func<bool> condition)
    {
        using var late = new CancellationTokenSource(Longest);
        while (!condition())
        {
            await Task.Delay(5, late.Token);
        }
    }
}
