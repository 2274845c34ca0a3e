using System.Globalization;
using System.Runtime.InteropServices;

namespace Porthole.Benchmarks.Relay;

/// <summary>
/// The relay beside HAProxy, nginx's stream module and socat, over loopback, in the same run. Viewers, cameras and relay share
/// one machine, so read the ratios of a run and not its figures.
/// </summary>
public static class RelayBenchmark
{
    /// <summary>
    /// Runs the benchmark: <c>[--runs N] [--only throughput,latency,idle,cameras,storm,udp] [--beside haproxy,nginx,socat|none]
    /// [--storm SECONDS] [--rest SECONDS] [--trial]</c>. A trial is one short run, to see that everything works.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [RelayProcess.Verb, .. var rest])
            return await RelayProcess.RunAsync(rest);

        if (!OperatingSystem.IsLinux())
        {
            Console.Error.WriteLine("The relay benchmark reads /proc and so runs on Linux only.");
            return 1;
        }

        var sizes = args.Contains("--trial") ? Sizes.Trial : Sizes.Full;
        sizes = sizes with { Runs = Number(args, "--runs") ?? sizes.Runs, Storm = Seconds(args, "--storm") ?? sizes.Storm, Rest = Seconds(args, "--rest") ?? sizes.Rest };
        var only = Option(args, "--only")?.Split(',');
        var beside = Option(args, "--beside");
        var contenders = Contender.All.Where(contender => contender.Missing is null)
            .Where(contender => beside is null || contender is PortholeContender || beside.Split(',').Contains(contender.Name)).ToList();
        foreach (var missing in Contender.All.Select(contender => contender.Missing).OfType<string>())
            Console.WriteLine($"Left out: {missing}.");

        Console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
        foreach (var table in new Tables(sizes).All.Where(table => only is null || only.Contains(table.Name)))
        {
            var results = new Dictionary<(string Contender, string Measure), List<double>>();
            // Round by round, so that a slow moment of the machine does not hit one contender alone.
            for (var run = 0; run < sizes.Runs; run++)
            {
                foreach (var contender in contenders.Where(table.Fits))
                {
                    foreach (var (measure, value) in await table.MeasureAsync(contender))
                    {
                        if (!results.TryGetValue((contender.Name, measure), out var values))
                            results.Add((contender.Name, measure), values = []);
                        values.Add(value);
                    }
                }
            }

            Print(table, results, sizes.Runs);
        }

        return 0;
    }

    private static void Print(Table table, Dictionary<(string Contender, string Measure), List<double>> results, int runs)
    {
        Console.WriteLine();
        Console.WriteLine($"{table.Title}; median of {runs} (min to max), and porthole's median / this");
        foreach (var measure in results.Keys.Select(key => key.Measure).Distinct())
        {
            Console.WriteLine($"  {measure}");
            var porthole = Median(results[("porthole", measure)]);
            foreach (var ((contender, _), values) in results.Where(result => result.Key.Measure == measure))
            {
                var median = Median(values);
                var ratio = median > 0 ? $"{porthole / median:0.00}" : "";
                Console.WriteLine($"    {contender,-10}{median,12:0.##}   ({values.Min():0.##} to {values.Max():0.##})   {ratio}");
            }
        }
    }

    // Of an even count, the middle of the two in the middle.
    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static TimeSpan? Seconds(string[] args, string name) => Number(args, name) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static int? Number(string[] args, string name) => Option(args, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static string? Option(string[] args, string name) => args.SkipWhile(arg => arg != name).Skip(1).FirstOrDefault();
}
