using System.Threading.Channels;

namespace Porthole.Relay.Tests.Support;

/// <summary>Waits for what must come, with a bound that only a broken program reaches.</summary>
public static class Wait
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var end = TimeProvider.System.GetTimestamp() + (long)(Bound.TotalSeconds * TimeProvider.System.TimestampFrequency);
        while (!condition())
        {
            if (TimeProvider.System.GetTimestamp() > end)
                throw new TimeoutException($"Never came: {what}");
            await Task.Delay(5);
        }
    }

    public static Task<T> InTimeAsync<T>(this Task<T> task) => task.WaitAsync(Bound);

    public static Task InTimeAsync(this Task task) => task.WaitAsync(Bound);

    public static Task<T> InTimeAsync<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Bound);

    /// <summary>The next event of a kind; others before it are passed over.</summary>
    public static async Task<T> NextAsync<T>(this ChannelReader<RelayEvent> events)
        where T : RelayEvent
    {
        using var bound = new CancellationTokenSource(Bound);
        while (true)
        {
            if (await events.ReadAsync(bound.Token) is T wanted)
                return wanted;
        }
    }

    public static List<RelayEvent> Drain(this ChannelReader<RelayEvent> events)
    {
        var all = new List<RelayEvent>();
        while (events.TryRead(out var next))
            all.Add(next);
        return all;
    }
}
