using Porthole.Benchmarks.FirstRule;
using Porthole.Lab;

namespace Porthole.Benchmarks.Discovery;

/// <summary>
/// From the first packet of the burst to the first answer of each protocol and to the first rule, as tshark sees them on
/// the NVR PC's card; and how many exchanges with the router lie between the answer that led to the rule and the rule.
/// </summary>
public static class DiscoveryBenchmark
{
    private const int DefaultRuns = 10;

    private const string Settings = """
        { "Porthole": { "Devices": [ { "Name": "Front door", "Address": "192.168.1.20",
          "Ports": [ { "Name": "http", "Protocol": "tcp", "Internal": 80, "External": 8080 } ] } ] } }
        """;

    /// <summary>Runs the benchmark: <c>[--runs N] [--program FILE]</c>. Without a program, one is published first.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (LabRequirements.Missing is { } missing)
        {
            Console.Error.WriteLine($"discovery cannot run here. {missing}");
            return 1;
        }

        var (runs, program) = (Contest.Runs(args, DefaultRuns), await Contest.ProgramAsync(args));
        await using var lab = await RouterLab.BuildAsync();
        await lab.Router.StartAsync(new RouterConfig { Debug = false });
        var timelines = new List<Timeline>();
        for (var run = 0; run <= runs; run++)
        {
            var folder = await lab.Nvr.MakeFolderAsync($"discovery-{run}", Settings);
            await using var wire = await Wire.ListenAsync(lab);
            await using (lab.Nvr.Start(program, ["run", "--settings", $"{folder}/appsettings.json", "--data", $"{folder}/data"]))
            {
                await lab.Router.WaitForRulesAsync("the rule", rules => rules is [{ ExternalPort: 8080 }]);
                await wire.WaitForAsync("the answer to AddPortMapping on the wire", packet => Timeline.IsAnswerTo("AddPortMapping", packet, wire.Packets));
            }

            if (run > 0)
                timelines.Add(Timeline.Read(wire.Packets));
            await lab.Router.ForgetAsync("tcp", 8080);
        }

        Console.WriteLine($"From the first packet of the burst, {runs} runs, milliseconds");
        Console.WriteLine($"{"",-44}{"median",8}{"min",8}{"max",8}");
        Print("PCP's answer", timelines, timeline => timeline.Pcp);
        Print("NAT-PMP's answer", timelines, timeline => timeline.NatPmp);
        Print("SSDP's answer", timelines, timeline => timeline.Ssdp);
        Print("the rule granted (answer to AddPortMapping)", timelines, timeline => timeline.Rule);
        Print("the same, from SSDP's answer", timelines, timeline => timeline.Rule - timeline.Ssdp);
        Console.WriteLine($"Exchanges from SSDP's answer to the rule (each one connection): {Values(timelines, timeline => timeline.Exchanges)}");
        Console.WriteLine($"Round trips from SSDP's answer to the rule: {Values(timelines, timeline => timeline.RoundTrips)}");
        return 0;
    }

    private static string Values(List<Timeline> timelines, Func<Timeline, int> count) => string.Join(", ", timelines.Select(count).Distinct().Order());

    private static void Print(string what, List<Timeline> timelines, Func<Timeline, double> time)
    {
        var times = timelines.Select(time).Order().ToList();
        Console.WriteLine(FormattableString.Invariant($"{what,-44}{times[times.Count / 2] * 1000,8:0.0}{times[0] * 1000,8:0.0}{times[^1] * 1000,8:0.0}"));
    }
}
