using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>A week of a troubled router in seconds, the same for a seed; the invariants are checked after every event.</summary>
public sealed class WeekTests
{
    /// <summary>Three weeks at every run; <c>PORTHOLE_WEEKS=50</c> lives through fifty, for a night.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("PORTHOLE_WEEKS"), out var weeks) ? weeks : 3)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Week_OfFaults_KeepsEveryPromise(int seed)
    {
        await using var week = await SimulatedWeek.StartAsync(seed);

        while (week.Elapsed < TimeSpan.FromDays(7)) await week.LiveThroughAsync();

        week.Events.ShouldBeGreaterThan(100);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {week.Events} events, {week.Calls} calls");
    }
}
