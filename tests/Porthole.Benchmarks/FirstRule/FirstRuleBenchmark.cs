using System.Diagnostics;
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

        var runs = Option(args, "--runs") is { } count ? int.Parse(count) : DefaultRuns;
        var program = Option(args, "--program") is { } chosen ? Path.GetFullPath(chosen) : await PublishAsync();

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
                var time = await race.RunAsync(contender.Command(folder));
                if (round > 0)
                    contender.Times.Add(time);
            }
        }

        Print(contenders, runs);
        return 0;
    }

    private static void Print(Contender[] contenders, int runs)
    {
        var porthole = contenders[^1].Median;
        Console.WriteLine($"Process start to a rule in the router, {runs} runs, milliseconds");
        Console.WriteLine($"{"",-10}{"median",8}{"min",8}{"max",8}   porthole's median / this");
        foreach (var contender in contenders)
        {
            Console.WriteLine(
                $"{contender.Name,-10}{contender.Median.TotalMilliseconds,8:0}{contender.Times.Min().TotalMilliseconds,8:0}{contender.Times.Max().TotalMilliseconds,8:0}   {porthole / contender.Median:0.00}");
        }
    }

    private static string? Option(string[] args, string name) => args.SkipWhile(arg => arg != name).Skip(1).FirstOrDefault();

    private static async Task<string> PublishAsync()
    {
        var folder = Path.Combine(AgentProgram.Checkout, "artifacts", "first-rule");
        Console.WriteLine("Publishing ReadyToRun");
        using var publish = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                "publish", Path.Combine(AgentProgram.Checkout, "src", "Porthole.Agent"), "--configuration", "Release", "--runtime", "linux-x64", "--self-contained",
                "-p:PublishReadyToRun=true", "--output", folder, "--nologo", "--verbosity", "quiet",
            ]))!;
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? Path.Combine(folder, "porthole") : throw new LabException("The publish failed.");
    }

    private sealed record Contender(string Name, Func<string, string[]> Command)
    {
        public List<TimeSpan> Times { get; } = [];

        public TimeSpan Median => Times.Order().ElementAt(Times.Count / 2);
    }
}
