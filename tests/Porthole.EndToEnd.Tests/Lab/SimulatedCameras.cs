namespace Porthole.Lab;

/// <summary>Simulated cameras that run on a machine of the lab.</summary>
public sealed class SimulatedCameras : IAsyncDisposable
{
    private readonly LabProcess _process;

    private SimulatedCameras(LabProcess process) => _process = process;

    /// <summary>Starts them; all listen when this returns. Each line is one, as the program's source tells.</summary>
    public static async Task<SimulatedCameras> StartAsync(NetworkHost host, params IReadOnlyCollection<string> lines)
    {
        var process = host.Start(AgentProgram.SimulatedCameras, []);
        foreach (var line in lines) await process.Input.WriteLineAsync(line);
        await process.Input.WriteLineAsync();
        await process.Input.FlushAsync();
        await Wait.UntilAsync(
            "the simulated cameras to listen",
            () => Task.FromResult(process.HasExited ? throw new LabException(process.Log.Text) : process.Output.Text.Contains("ready", StringComparison.Ordinal)),
            () => Task.FromResult(process.Log.Text));
        return new SimulatedCameras(process);
    }

    /// <summary>Ends them; what they were asked for, one kind a line.</summary>
    public async Task<string[]> StopAsync()
    {
        _process.Input.Close();
        var code = await _process.WaitForExitAsync(Wait.Bound);
        if (code != 0) throw new LabException($"The simulated cameras ended with {code}: {_process.Log.Text}");
        return _process.Output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
