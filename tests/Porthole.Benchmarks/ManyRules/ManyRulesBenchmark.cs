using Porthole.Benchmarks.FirstRule;
using Porthole.Lab;

namespace Porthole.Benchmarks.ManyRules;

/// <summary>
/// Time from the start of a process to 64 rules in the router's kernel. upnpc and natpmpc open one port a call, so a shell
/// calls them 64 times; upnpc is told the description's URL, which spares it the search. Beside it the time from the first
/// rule to the last, Porthole's and the router's own: what a bare loop of ready-made calls takes.
/// </summary>
public static class ManyRulesBenchmark
{
    private const int Rules = 64;
    private const int FirstPort = 20_000;
    private const int DefaultRuns = 5;

    /// <summary>Runs the benchmark: <c>[--runs N] [--program FILE]</c>. Without a program, one is published first.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (LabRequirements.Missing is { } missing)
        {
            Console.Error.WriteLine($"many-rules cannot run here. {missing}");
            return 1;
        }

        var (runs, program) = (Contest.Runs(args, DefaultRuns), await Contest.ProgramAsync(args));
        var ports = Enumerable.Range(FirstPort, Rules).ToArray();
        await using var lab = await RouterLab.BuildAsync();
        await lab.Router.StartAsync(new RouterConfig { Debug = false });
        await using var race = await Race.PrepareAsync(lab);
        Contender[] contenders =
        [
            new("natpmpc", _ => Loop("natpmpc -a $port $port tcp 3600")),
            new("upnpc", _ => Loop($"upnpc -u http://{Router.LanAddress}:5555/rootDesc.xml -a 192.168.1.20 80 $port tcp 3600")),
            new("porthole", folder => [program, "run", "--settings", $"{folder}/appsettings.json", "--data", $"{folder}/data"]),
        ];
        var (alone, between) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = 0; round <= runs; round++)
        {
            var serial = await race.RunAsync(() => SerialRouter.MapAsync(lab, ports), ports);
            foreach (var contender in contenders)
            {
                var folder = await lab.Nvr.MakeFolderAsync($"many-rules-{contender.Name}-{round}", Settings(ports));
                var time = await race.RunAsync(contender.Command(folder), ports);
                if (round > 0)
                    contender.Times.Add(time.Last);
                if (round > 0 && contender == contenders[^1])
                    between.Add(time.Last - time.First);
            }

            if (round > 0)
                alone.Add(serial);
        }

        Contest.Print($"Process start to {Rules} rules in the router, {runs} runs, milliseconds", contenders);
        Contest.Print("From the first rule to the last", [new("router", _ => []) { Times = alone }, new("porthole", _ => []) { Times = between }]);
        return 0;
    }

    private static string[] Loop(string command) => ["sh", "-c", $"for port in $(seq {FirstPort} {FirstPort + Rules - 1}); do {command} >/dev/null; done"];

    private static string Settings(IEnumerable<int> ports) => $$"""
        { "Porthole": { "Devices": [ { "Name": "Recorder", "Address": "192.168.1.20", "Ports": [
          {{string.Join(",\n", ports.Select(port => $$"""{ "Name": "p{{port}}", "Protocol": "tcp", "Internal": 80, "External": {{port}} }"""))}} ] } ] } }
        """;
}
