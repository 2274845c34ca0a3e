using Porthole.Agent.History;
using Porthole.Agent.Hosting;
using Porthole.Agent.Status;

namespace Porthole.Agent.Cli;

/// <summary>
/// <c>porthole status --watch</c>: on a terminal the status in place with the last changes below it; into a pipe one line a change.
/// It goes on when the agent restarts.
/// </summary>
internal static class StatusWatch
{
    /// <summary>As often as a person reads; the agent answers from memory.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(StateFolder folder, CancellationToken cancellationToken)
    {
        var agent = AgentClient.For(folder);
        try
        {
            if (await ReadAsync(agent, 0, cancellationToken) is not var (status, history)) return await agent.SayNobodyAnswersAsync();
            var last = history.Transitions.TakeLast(WatchScreen.MostTransitions).ToList();
            var since = history.Last;
            if (Console.IsOutputRedirected) Print(last);
            else Console.Clear();
            while (true)
            {
                if (!Console.IsOutputRedirected) Draw(WatchScreen.Lines(status, last, Math.Max(20, Console.WindowWidth - 1), Math.Max(5, Console.WindowHeight - 1)));
                if (!await WaitAsync(cancellationToken)) return Verdicts.IsGood(status) ? ExitCodes.Good : ExitCodes.Problem;
                if (await ReadAsync(agent, since, cancellationToken) is not var (newStatus, news))
                {
                    // A new agent may answer elsewhere.
                    agent.Dispose();
                    agent = AgentClient.For(folder);
                    continue;
                }

                status = newStatus;
                since = news.Last;
                if (Console.IsOutputRedirected) Print(news.Transitions);
                last = [.. last.Concat(news.Transitions).TakeLast(WatchScreen.MostTransitions)];
            }
        }
        finally
        {
            agent.Dispose();
        }
    }

    private static async Task<(StatusDocument Status, HistoryDocument History)?> ReadAsync(AgentClient agent, long since, CancellationToken cancellationToken)
    {
        try
        {
            return await agent.GetAsync("api/status", StatusJson.Default.StatusDocument, cancellationToken) is { } status
                && await agent.GetAsync($"api/history?since={since}", HistoryJson.Default.HistoryDocument, cancellationToken) is { } history
                ? (status, history)
                : null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Pace, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    private static void Print(IEnumerable<Transition> transitions)
    {
        foreach (var transition in transitions) Console.WriteLine(HistoryText.Line(transition));
    }

    // Written over what stands there, so that nothing flickers; what an earlier, longer screen left is blanked.
    private static void Draw(IReadOnlyList<string> lines)
    {
        var (width, height) = (Console.WindowWidth - 1, Console.WindowHeight - 1);
        Console.SetCursorPosition(0, 0);
        for (var row = 0; row < height; row++) Console.WriteLine((row < lines.Count ? lines[row] : "").PadRight(Math.Max(0, width)));
    }
}
