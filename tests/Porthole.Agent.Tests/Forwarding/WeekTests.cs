using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>A week of a troubled router in seconds, the same for a seed; the invariants are checked after every event.</summary>
public sealed class WeekTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20261121)]
    public async Task Week_OfFaults_KeepsEveryPromise(int seed)
    {
        await using var week = await SimulatedWeek.StartAsync(seed);

        while (week.Elapsed < TimeSpan.FromDays(7)) await week.LiveThroughAsync();

        week.Events.ShouldBeGreaterThan(100);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {week.Events} events, {week.Calls} calls");
    }
}
