using Porthole.Lab;

namespace Porthole.Benchmarks.FirstRule;

/// <summary>
/// Time from the start of a process to its rule in the router's kernel, in the lab: Porthole's ReadyToRun publish, with
/// everything a service does at its start, beside the two command-line clients that do nothing else.
/// Each client runs with no memory of earlier runs, against a router without rules. Read the ratios; the times are one machine's.
/// </summary>
public static class FirstRuleBenchmark
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
            Console.Error.WriteLine($"first-rule cannot run here. {missing}");
            return 1;
        }

        var runs = Contest.Runs(args, DefaultRuns);
        var program = await Contest.ProgramAsync(args);

        await using var lab = await RouterLab.BuildAsync();
        await lab.Router.StartAsync(new RouterConfig { Debug = false });
        await using var race = await Race.PrepareAsync(lab);
        Contender[] contenders =
        [
            new("natpmpc", _ => ["natpmpc", "-a", "8080", "8080", "tcp", "3600"]),
            new("upnpc", _ => ["upnpc", "-a", "192.168.1.20", "80", "8080", "tcp", "3600"]),
            new("porthole", folder => [program, "run", "--settings", $"{folder}/appsettings.json", "--data", $"{folder}/data"]),
        ];

        // Round by round, so that a slow moment of the machine does not hit one contender alone. The first round only warms the disk's cache.
        for (var round = 0; round <= runs; round++)
        {
            foreach (var contender in contenders)
            {
                var folder = await lab.Nvr.MakeFolderAsync($"first-rule-{contender.Name}-{round}", Settings);
                var time = await race.RunAsync(contender.Command(folder), [8080]);
                if (round > 0)
                    contender.Times.Add(time.First);
            }
        }

        Contest.Print($"Process start to a rule in the router, {runs} runs, milliseconds", contenders);
        return 0;
    }
}
