using Porthole.Lab;

namespace Porthole.Benchmarks.Outages;

/// <summary>One kind of fault, made again and again in a lab of its own, and how long a viewer on the internet is shut out by it.</summary>
internal abstract class Outage(string name, TimeSpan? aim)
{
    /// <summary>The external port of the one forward.</summary>
    protected const int Port = 8080;

    // Before a fault: a different moment of the agent's rounds each time.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Random _random = new(name.Length);

    /// <summary>The name in the table.</summary>
    public string Name => name;

    /// <summary>What the worst must not exceed; null when nothing was promised.</summary>
    public TimeSpan? Aim => aim;

    /// <summary>The times measured so far.</summary>
    public List<TimeSpan> Times { get; } = [];

    protected virtual RouterConfig Router { get; } = new() { Debug = false };

    /// <summary>Settings of the agent beside the device.</summary>
    protected virtual string Section => "";

    /// <summary>The route of the forward.</summary>
    protected virtual string Route => "direct";

    /// <summary>Makes the fault so often.</summary>
    public async Task MeasureAsync(int runs)
    {
        await using var lab = await RouterLab.BuildAsync();
        await lab.Router.StartAsync(Router);
        lab.FrontDoor.HangDoorbell(80);
        await PrepareAsync(lab);
        var agent = await lab.Nvr.StartAgentAsync($$"""
            { "Porthole": { {{Section}} "Devices": [ { "Name": "Front door", "Address": "192.168.1.20",
              "Ports": [ { "Name": "http", "Protocol": "tcp", "Internal": 80, "External": {{Port}}, "Route": "{{(Route == "direct" ? "auto" : "relay")}}" } ] } ] } }
            """);
        await using var viewer = Knocker.Start(lab.Viewer, Port);
        await agent.WaitUntilMappedAsync(1, Route);
        for (var run = 0; run < runs; run++)
        {
            await agent.WaitUntilMappedAsync(1, Route);
            await Task.Delay(Settle + (LongestPause * _random.NextDouble()));
            Times.Add(await OnceAsync(lab, agent, viewer, run));

            // What made it long is in the agent's log, and gone with the lab.
            if (Times[^1] > Aim) await Console.Error.WriteLineAsync($"{Name}: run {run + 1} took {Times[^1].TotalSeconds:0.00} s until {DateTimeOffset.Now:HH:mm:ss.fff}\n{agent.Log.Tail}");
        }

        await agent.StopAsync();
    }

    /// <summary>The time from a fault to the next, beside a random one.</summary>
    protected virtual TimeSpan Settle => TimeSpan.FromSeconds(1);

    /// <summary>What the lab needs before the agent starts.</summary>
    protected virtual Task PrepareAsync(RouterLab lab) => Task.CompletedTask;

    /// <summary>Makes the fault once; yields the time from it to the first try that is answered.</summary>
    protected abstract Task<TimeSpan> OnceAsync(RouterLab lab, AgentProcess agent, Knocker viewer, int run);

    /// <summary>A random part of a time, the same in every series of runs.</summary>
    protected TimeSpan PartOf(TimeSpan whole) => whole * _random.NextDouble();
}
