using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using Porthole.Agent.History;
using Porthole.Agent.Status;
using Spectre.Console;

namespace Porthole.Agent.Cli;

/// <summary>
/// <c>porthole status --watch</c>: on a terminal the status in place with the last changes below it; into a pipe one line a change.
/// It goes on when the agent restarts.
/// </summary>
internal static class StatusWatch
{
    /// <summary>As often as a person reads; the agent answers from memory.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>A screen of its own without a cursor, so that the terminal is afterwards as it was before (xterm, "Alternate Screen Buffer", DECTCEM).</summary>
    private const string EnterScreen = "\e[?1049h\e[?25l\e[H\e[2J";

    private const string LeaveScreen = "\e[?25h\e[?1049l";

    public static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = parsed.StateFolder();
        var (asJson, isScreen) = (parsed.GetValue(CommonOptions.Json), Terminal.IsScreen && AnsiConsole.Profile.Capabilities.Ansi && !parsed.GetValue(CommonOptions.Json));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Leave);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Leave);
        var agent = AgentClient.For(folder);
        try
        {
            if (await ReadAsync(agent, 0, stop.Token) is not var (status, history))
            {
                // Ctrl+C before the first answer says nothing about the agent.
                return stop.IsCancellationRequested ? ExitCodes.Problem : await agent.SayNobodyAnswersAsync(parsed);
            }

            var last = history.Transitions.TakeLast(WatchScreen.MostTransitions).ToList();
            var since = history.Last;
            if (isScreen) Console.Write(EnterScreen);
            else Print(last, asJson);
            while (true)
            {
                if (isScreen) Draw(WatchScreen.Lines(status, last, Math.Max(20, Console.WindowWidth - 1), Math.Max(5, Console.WindowHeight - 1)));
                if (!await WaitAsync(stop.Token)) return Verdicts.IsGood(status) ? ExitCodes.Good : ExitCodes.Problem;
                if (await ReadAsync(agent, since, stop.Token) is not var (newStatus, news))
                {
                    // A new agent may answer elsewhere.
                    agent.Dispose();
                    agent = AgentClient.For(folder);
                    continue;
                }

                status = newStatus;
                since = news.Last;
                if (!isScreen) Print(news.Transitions, asJson);
                last = [.. last.Concat(news.Transitions).TakeLast(WatchScreen.MostTransitions)];
            }
        }
        finally
        {
            if (isScreen) Console.Write(LeaveScreen);
            agent.Dispose();
        }

        void Leave(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
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

    private static void Print(IEnumerable<Transition> transitions, bool asJson)
    {
        foreach (var transition in transitions) Console.WriteLine(asJson ? JsonSerializer.Serialize(transition, HistoryJson.Default.Transition) : HistoryText.Line(transition));
    }

    // Written over what stands there, in one piece, so that nothing flickers; what an earlier, longer screen left is erased.
    private static void Draw(IReadOnlyList<string> lines) =>
        Console.Write($"\e[H{string.Join("\r\n", lines.Select(line => $"{line}\e[K"))}\e[J");
}
