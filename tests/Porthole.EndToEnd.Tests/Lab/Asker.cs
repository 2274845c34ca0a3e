namespace Porthole.Lab;

/// <summary>The port-mapping library on a machine of the lab, asked one thing at a time (<c>tests/Porthole.Asker</c>).</summary>
public sealed class Asker : IAsyncDisposable
{
    private readonly LabProcess _process;

    private Asker(LabProcess process) => _process = process;

    /// <summary>What it noticed and answered.</summary>
    public OutputLog Log => _process.Log;

    private static string ProgramPath => Path.Combine(
        AgentProgram.Checkout, "tests", "Porthole.Asker", "bin", new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name, "net10.0", "Porthole.Asker");

    /// <summary>Starts it and waits until its first search has ended.</summary>
    /// <param name="host">The machine it runs on.</param>
    /// <param name="protocols">The protocols it speaks, as the settings name them.</param>
    /// <param name="igdVersion">The version of the UPnP service that its calls name; null for the one that the router describes.</param>
    public static async Task<Asker> StartAsync(NetworkHost host, IReadOnlyList<string> protocols, int? igdVersion = null)
    {
        string[] arguments = igdVersion is { } version ? [string.Join(',', protocols), $"{version}"] : [string.Join(',', protocols)];
        var asker = new Asker(host.Start(ProgramPath, arguments));
        await asker.WaitForAsync("! ended");
        return asker;
    }

    /// <summary>Waits until it has written a line that begins so, or that many of them; yields the last.</summary>
    public Task<string> WaitForAsync(string beginning, int times = 1) => Wait.ForAsync(
        $"the asker to say '{beginning}'",
        () => Task.FromResult(_process.HasExited
            ? throw new LabException($"The asker ended.\n{_process.Log.Tail}")
            : _process.Output.Lines.Where(line => line.StartsWith(beginning, StringComparison.Ordinal)).ElementAtOrDefault(times - 1)),
        () => Task.FromResult(_process.Log.Tail));

    /// <summary>Asks one thing; the words are told in <c>Conversation.cs</c>.</summary>
    public async Task<string> AskAsync(string question)
    {
        var answer = "";
        var answered = _process.Output.NextAsync(line =>
        {
            answer = line;
            return !line.StartsWith('!');
        });
        await _process.Input.WriteAsync(question + "\n");
        await _process.Input.FlushAsync();
        try
        {
            await answered.WaitAsync(Wait.Bound * 2);
        }
        catch (TimeoutException exception)
        {
            throw new LabException($"No answer to '{question}'.\n{_process.Log.Tail}", exception);
        }

        return answer;
    }

    /// <summary>Ends it.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
