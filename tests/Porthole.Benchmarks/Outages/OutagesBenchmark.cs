using System.Globalization;
using Porthole.Benchmarks.FirstRule;
using Porthole.Lab;

namespace Porthole.Benchmarks.Outages;

/// <summary>
/// How long a viewer on the internet, who tries every 50 ms, is shut out by each kind of fault. Every fault has a lab of its own and
/// all of them run side by side: they wait most of the time.
/// </summary>
public static class OutagesBenchmark
{
    private const int DefaultRuns = 20;
    private const double DefaultLeaseMinutes = 10;

    /// <summary>Runs the benchmark: <c>[--runs N] [--lease-minutes N] [--only WORD]</c>; 1 when an aim is missed.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (LabRequirements.Missing is { } missing)
        {
            Console.Error.WriteLine($"outages cannot run here. {missing}");
            return 1;
        }

        var runs = Contest.Runs(args, DefaultRuns);
        var only = Contest.Option(args, "--only") ?? "";
        var length = TimeSpan.FromMinutes(Contest.Option(args, "--lease-minutes") is { } minutes ? double.Parse(minutes, CultureInfo.InvariantCulture) : DefaultLeaseMinutes);
        Outage[] all =
        [
            new HeardPowerCut(), new UnheardPowerCut(isShort: false), new UnheardPowerCut(isShort: true), new SilentDrop(), new NewWanAddress(isTold: true), new NewWanAddress(isTold: false),
            new NewPcAddress(), new Cable(),
        ];
        var outages = all.Where(outage => outage.Name.Contains(only, StringComparison.Ordinal)).ToList();
        var leases = "leases".Contains(only, StringComparison.Ordinal) ? ShortLeases.WatchAsync(length) : null;
        await Task.WhenAll(outages.Select(outage => outage.MeasureAsync(runs)));

        Console.WriteLine($"{$"Time until a viewer gets through again, {runs} runs, seconds",-60}{"aim",8}{"median",8}{"worst",8}{"over",8}");
        foreach (var outage in outages)
        {
            var times = outage.Times.Order().ToList();
            Console.WriteLine($"{outage.Name,-60}{(outage.Aim is { } aim ? $"{aim.TotalSeconds:0}" : "-"),8}{times[times.Count / 2].TotalSeconds,8:0.00}{times[^1].TotalSeconds,8:0.00}{times.Count(time => time > outage.Aim),8}");
        }

        var turnedAway = 0;
        if (leases is not null)
        {
            (var tries, turnedAway) = await leases;
            Console.WriteLine($"16 forwards on leases of 12 s, {length.TotalMinutes:0.#} minutes: {turnedAway} of {tries} tries turned away");
        }

        return turnedAway == 0 && outages.TrueForAll(outage => outage.Aim is null || outage.Times.Max() <= outage.Aim) ? 0 : 1;
    }
}
