using System.Diagnostics;
using System.Globalization;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios.Chaos;

/// <summary>
/// Minutes of random faults, then quiet: soon everything wished is reachable, nothing else is open, and the agent holds no more than
/// before. <c>PORTHOLE_CHAOS_MINUTES</c> sets the length (default 3; a nightly run takes 60), <c>PORTHOLE_CHAOS_SEED</c> the script.
/// </summary>
public sealed class ChaosTests : Scenario
{
    private const double DefaultMinutes = 3;
    private const int DefaultSeed = 2026;

    // The promise of issue 4, once it is quiet.
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);

    // What was under way when the faults ended runs out: connections, searches, idle threads of the runtime (20 s).
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // The runtime's own: a thread more for a burst of work, a connection of the status request that reads the figures.
    private const int HandlesAllowed = 4;
    private const int ThreadsAllowed = 10;

    // What the garbage collector may not have given back. A run of an hour that leaks a kilobyte a second does not fit.
    private const long MemoryAllowed = 48 << 20;

    [Fact]
    public async Task Run_RandomFaultsThenQuiet_EverythingWishedIsReachableAndNothingElseIsHeld()
    {
        var length = TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable("PORTHOLE_CHAOS_MINUTES") ?? $"{DefaultMinutes}", CultureInfo.InvariantCulture));
        var seed = int.Parse(Environment.GetEnvironmentVariable("PORTHOLE_CHAOS_SEED") ?? $"{DefaultSeed}", CultureInfo.InvariantCulture);
        Tell($"Chaos of {length.TotalMinutes:0.#} minutes, PORTHOLE_CHAOS_SEED={seed}");
        await Lab.Router.StartAsync(ChaosSite.Router);
        ChaosSite.Furnish(Lab);
        var agent = await Lab.Nvr.StartAgentAsync(ChaosSite.Settings());
        await ShouldBeAsWishedAsync(agent, Recovery);
        await Task.Delay(LongestPause);
        var before = await agent.FiguresAsync();

        await RageAsync(length, new Random(seed));
        await ChaosSite.CalmAsync(Lab);
        var calm = Stopwatch.StartNew();

        await ShouldBeAsWishedAsync(agent, Recovery);
        Tell($"As wished {calm.Elapsed.TotalSeconds:0.0} s after the last fault");
        await ShouldHoldNoMoreAsync(agent, before);
    }

    private async Task RageAsync(TimeSpan length, Random random)
    {
        for (var raging = Stopwatch.StartNew(); raging.Elapsed < length; await Task.Delay(LongestPause * random.NextDouble()))
        {
            var fault = Fault.All[random.Next(Fault.All.Count)];
            Tell($"{raging.Elapsed:mm\\:ss} {fault.Name}");
            await fault.StrikeAsync(Lab, random);
        }
    }

    private async Task ShouldBeAsWishedAsync(AgentProcess agent, TimeSpan bound)
    {
        var left = Stopwatch.StartNew();
        var status = await agent.WaitForStatusAsync(
            "everything mapped on the present WAN address",
            status => status.Forwards.Count == ChaosSite.Devices.Count && status.Forwards.All(forward => forward.State == "mapped" && forward.External?.StartsWith($"{RouterLab.WanAddress}:", StringComparison.Ordinal) == true),
            bound);
        // A forward that is mapped may yet move to a better rung: the status of the same moment counts.
        await Wait.UntilAsync(
            "the router to hold exactly what is wished",
            async () => Held(await Lab.Router.RulesAsync()).SequenceEqual(Wished(status = await agent.StatusAsync())),
            async () => $"It holds: {string.Join(", ", await Lab.Router.RulesAsync())}",
            Left());
        foreach (var forward in status.Forwards)
        {
            await using var viewer = Knocker.Start(Lab.Viewer, Port(forward));
            await viewer.TimeUntilAnsweredAsync(since: 0, Lab.DescribeAsync, Left());
            viewer.LastGreeting.ShouldBe(ChaosSite.Devices[forward.Id]);
        }

        TimeSpan Left() => bound > left.Elapsed ? bound - left.Elapsed : TimeSpan.Zero;
    }

    private async Task ShouldHoldNoMoreAsync(AgentProcess agent, ProcessFigures before)
    {
        var after = before;
        await Wait.UntilAsync(
            "the agent to hold no more than before",
            async () =>
            {
                after = await agent.FiguresAsync();
                return after.Handles <= before.Handles + HandlesAllowed && after.Sockets <= before.Sockets + HandlesAllowed && after.Threads <= before.Threads + ThreadsAllowed;
            },
            () => Task.FromResult($"Before: {before}\nAfter: {after}"),
            Rest,
            TimeSpan.FromSeconds(1));
        Tell($"Before: {before}\nAfter: {after}");
        after.Resident.ShouldBeLessThan(before.Resident + MemoryAllowed);
    }

    private static IEnumerable<string> Held(IEnumerable<RouterRule> rules) => rules.Select(rule => $"{rule.ExternalPort} {rule.Target}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Wished(AgentStatus status) => status.Forwards
        .Where(forward => forward.State == "mapped")
        .Select(forward => $"{Port(forward)} {(forward.Route == "direct" ? forward.Internal : forward.Relay!.Listen)}")
        .Order(StringComparer.Ordinal);

    private static int Port(ForwardStatus forward) => int.Parse(forward.External!.Split(':')[1], CultureInfo.InvariantCulture);

    private static void Tell(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
