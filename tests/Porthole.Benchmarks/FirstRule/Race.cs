using System.Diagnostics;
using Porthole.Lab;

namespace Porthole.Benchmarks.FirstRule;

/// <summary>Takes the time from the start of a program on the NVR PC to the moment the router's kernel has its rule.</summary>
internal sealed class Race : IAsyncDisposable
{
    // The shell enters the lab and waits; at the word it becomes the program. So what is timed is the program, not the way into the lab.
    private const string Gate = "echo ready; read go; exec \"$@\"";

    private readonly RouterLab _lab;
    private readonly LabProcess _monitor;

    private Race(RouterLab lab, LabProcess monitor) => (_lab, _monitor) = (lab, monitor);

    /// <summary>Starts to listen to the router's kernel.</summary>
    public static async Task<Race> PrepareAsync(RouterLab lab)
    {
        // The monitor says nothing of its own accord: a rule made elsewhere shows that it listens. It must know the table before.
        await lab.Router.RunAsync("nft", "add table inet race; add chain inet race race");
        var race = new Race(lab, lab.Router.Start("nft", ["monitor", "rules"]));
        await Wait.UntilAsync(
            "nft monitor to listen",
            async () =>
            {
                await lab.Router.RunAsync("nft", "add rule inet race race accept");
                return race._monitor.Output.Lines.Count > 0;
            },
            () => Task.FromResult(race._monitor.Log.Tail));
        return race;
    }

    /// <summary>Runs a program until its rules are there, then ends it and clears the router.</summary>
    /// <returns>The time to the first rule and the time to the last.</returns>
    public async Task<(TimeSpan First, TimeSpan Last)> RunAsync(string[] command, IReadOnlyList<int> externalPorts)
    {
        var process = _lab.Nvr.Start("sh", ["-c", Gate, "sh", .. command]);
        await Wait.UntilAsync("the gate", () => Task.FromResult(process.Output.Lines.Count > 0), () => Task.FromResult(process.Log.Tail));

        var (first, last) = (Rule(1), Rule(externalPorts.Count));
        var start = Stopwatch.GetTimestamp();
        await process.Input.WriteAsync("go\n");
        await process.Input.FlushAsync();
        try
        {
            var end = await last.WaitAsync(Wait.Bound * 2);
            return (Stopwatch.GetElapsedTime(start, await first), Stopwatch.GetElapsedTime(start, end));
        }
        catch (TimeoutException exception)
        {
            throw new LabException($"`{string.Join(' ', command)}` did not make {externalPorts.Count} rules.\n{process.Log.Tail}", exception);
        }
        finally
        {
            await process.DisposeAsync();
            await ForgetAsync(externalPorts);
        }
    }

    /// <summary>Has rules made from here, without any program; the time from the first rule to the last.</summary>
    public async Task<TimeSpan> RunAsync(Func<Task> make, IReadOnlyList<int> externalPorts)
    {
        var (first, last) = (Rule(1), Rule(externalPorts.Count));
        await make();
        var time = Stopwatch.GetElapsedTime(await first.WaitAsync(Wait.Bound), await last.WaitAsync(Wait.Bound));
        await ForgetAsync(externalPorts);
        return time;
    }

    // miniupnpd translates first and lets through second; packets flow from the second rule on.
    private Task<long> Rule(int number) =>
        _monitor.Output.NextAsync(line => line.StartsWith("add rule inet filter miniupnpd", StringComparison.Ordinal) && --number == 0);

    private async Task ForgetAsync(IReadOnlyList<int> externalPorts)
    {
        foreach (var port in externalPorts)
            await _lab.Router.ForgetAsync("tcp", port);
    }

    public ValueTask DisposeAsync() => _monitor.DisposeAsync();
}
