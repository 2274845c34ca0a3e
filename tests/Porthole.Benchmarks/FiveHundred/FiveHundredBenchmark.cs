using System.Diagnostics;
using Porthole.Benchmarks.FirstRule;
using Porthole.Lab;

namespace Porthole.Benchmarks.FiveHundred;

/// <summary>Five hundred forwards on one router: how long until all are open, and what the agent holds and uses from then on.</summary>
public static class FiveHundredBenchmark
{
    private const int Forwards = 500;
    private const int FirstPort = 20_000;
    private const double MostMegabytes = 100;
    private const double MostPercent = 0.5;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    // After the last mapping: readbacks, searches and the device checks of the start are over.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);

    /// <summary>Runs the benchmark: <c>[--program FILE]</c>; 1 when an aim is missed.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (LabRequirements.Missing is { } missing)
        {
            Console.Error.WriteLine($"five-hundred cannot run here. {missing}");
            return 1;
        }

        var program = await Contest.ProgramAsync(args);
        await using var lab = await RouterLab.BuildAsync();
        await lab.Router.StartAsync(new RouterConfig { Debug = false });
        lab.FrontDoor.HangDoorbell(80);
        var folder = await lab.Nvr.MakeFolderAsync("five-hundred", Settings());
        var began = Stopwatch.GetTimestamp();
        await using var agent = lab.Nvr.Start(program, ["run", "--settings", $"{folder}/appsettings.json", "--data", $"{folder}/data"]);
        await lab.Router.WaitForRulesAsync($"{Forwards} forwards", rules => rules.Length == Forwards, Bound);
        var opened = Stopwatch.GetElapsedTime(began);

        await Task.Delay(Settle);
        var processId = await agent.ProcessIdAsync();
        var before = ProcessFigures.Of(processId);
        await Task.Delay(Idle);
        var after = ProcessFigures.Of(processId);
        var percent = (after.Processor - before.Processor) / Idle * 100;
        var megabytes = after.Resident / 1e6;

        Console.WriteLine($"{Forwards} forwards on one router");
        Console.WriteLine($"  all open after            {opened.TotalSeconds:0.0} s");
        Console.WriteLine($"  memory (RSS)              {megabytes:0} MB (aim: under {MostMegabytes:0})");
        Console.WriteLine($"  processor, idle for {Idle.TotalSeconds:0} s  {percent:0.00} % of a core (aim: under {MostPercent:0.0})");
        Console.WriteLine($"  {after}");
        return megabytes < MostMegabytes && percent < MostPercent ? 0 : 1;
    }

    private static string Settings() => $$"""
        { "Porthole": { "Devices": [ { "Name": "Recorder", "Address": "192.168.1.20", "Ports": [
          {{string.Join(",\n", Enumerable.Range(FirstPort, Forwards).Select(port => $$"""{ "Name": "p{{port}}", "Protocol": "tcp", "Internal": 80, "External": {{port}} }"""))}} ] } ] } }
        """;
}
