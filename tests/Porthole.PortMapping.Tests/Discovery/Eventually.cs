using System.Diagnostics;
using System.Threading.Channels;

namespace Porthole.PortMapping.Tests.Discovery;

/// <summary>Waits for what other threads bring about, with a bound that only a broken test reaches.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public static async Task True(Func<bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            (clock.Elapsed < Bound).ShouldBeTrue($"within {Bound.TotalSeconds} s: {what}");
            await Task.Delay(1);
        }
    }

    /// <summary>The next item, skipping those that do not fit.</summary>
    public static async Task<T> Next<T>(ChannelReader<GatewayEvent> events)
        where T : GatewayEvent
    {
        using var bound = new CancellationTokenSource(Bound);
        while (true)
        {
            if (await events.ReadAsync(bound.Token) is T found)
                return found;
        }
    }
}
