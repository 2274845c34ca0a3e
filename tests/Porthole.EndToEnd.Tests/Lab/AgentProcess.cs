using System.Text.Json;
using System.Text.RegularExpressions;

namespace Porthole.Lab;

/// <summary>A running agent.</summary>
public sealed class AgentProcess
{
    private static readonly Uri StatusUrl = new("http://127.0.0.1:8730/api/status");
    private static readonly Uri HistoryUrl = new("http://127.0.0.1:8730/api/history");

    // A status on loopback is there in milliseconds; an agent that has no answer within this is stuck.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    // Often enough not to lengthen a test, seldom enough not to be the agent's main work.
    private static readonly TimeSpan StatusInterval = TimeSpan.FromMilliseconds(200);

    private readonly Nvr _pc;
    private readonly LabProcess _process;
    private string _lastStatus = "(none was served)";

    internal AgentProcess(Nvr pc, LabProcess process) => (_pc, _process) = (pc, process);

    /// <summary>What it has written: its log.</summary>
    public OutputLog Log => _process.Log;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The status document as <c>porthole status --json</c> prints it.</summary>
    public async Task<JsonDocument> StatusDocumentAsync()
    {
        var result = await _pc.PortholeAsync("status", "--json");
        try
        {
            return JsonDocument.Parse(result.Output);
        }
        catch (JsonException exception)
        {
            throw new LabException($"No status document: {result}", exception);
        }
    }

    /// <summary>The status as <c>porthole status --json</c> prints it.</summary>
    public async Task<AgentStatus> StatusAsync()
    {
        using var document = await StatusDocumentAsync();
        return AgentStatus.Parse(document.RootElement);
    }

    /// <summary>Waits until the status is what a test wants; <c>GET /api/status</c> serves the same document as the command, and costs no process.</summary>
    public Task<AgentStatus> WaitForStatusAsync(string what, Func<AgentStatus, bool> wanted, TimeSpan? bound = null, TimeSpan? interval = null) => Wait.ForAsync(
        $"the status to show {what}",
        async () =>
        {
            if (HasExited)
                throw new LabException($"The agent ended while a test waited for {what}.\n{Log.Tail}");
            return await FetchStatusAsync() is { } status && wanted(status) ? status : null;
        },
        () => Task.FromResult($"Last status: {_lastStatus}"),
        bound,
        interval ?? StatusInterval);

    /// <summary>Waits until every forward is mapped, by this route when one is named: which protocol answers first may lead there by another.</summary>
    public Task<AgentStatus> WaitUntilMappedAsync(int forwards, string? route = null, TimeSpan? bound = null) => WaitForStatusAsync(
        $"{forwards} forwards mapped, {route ?? "by any route"}",
        status => status.Forwards.Count == forwards && status.Forwards.All(forward => forward.State == "mapped" && forward.Route == (route ?? forward.Route)),
        bound);

    /// <summary>Waits until a line of the log matches a pattern.</summary>
    public Task WaitForLogAsync(string pattern, TimeSpan? bound = null) => Wait.UntilAsync(
        $"a line of the log like {pattern}",
        () => Task.FromResult(Regex.IsMatch(Log.Text, pattern, RegexOptions.None, AnswerLimit)),
        () => Task.FromResult(Log.Text),
        bound);

    /// <summary>What has become otherwise since it was first started, as it tells it.</summary>
    public Task<string> HistoryAsync() => _pc.Http.GetStringAsync(HistoryUrl);

    /// <summary>What it holds and has used.</summary>
    public async Task<ProcessFigures> FiguresAsync() => ProcessFigures.Of(await _process.ProcessIdAsync());

    /// <summary>Stops it as a service manager does; returns its exit code.</summary>
    public Task<int> StopAsync() => _process.StopAsync();

    /// <summary>Stops it as Ctrl+C does; returns its exit code.</summary>
    public Task<int> InterruptAsync() => _process.InterruptAsync();

    /// <summary>Ends it as a power cut does.</summary>
    public Task KillAsync() => _process.KillAsync();

    internal async Task<string> DescribeAsync() => $"""
        --- last status: {(HasExited || await FetchStatusAsync() is null ? "(of before) " : "")}{_lastStatus}
        --- agent's log:
        {Log.Text}
        """;

    private async Task<AgentStatus?> FetchStatusAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(AnswerLimit);
            var text = await _pc.Http.GetStringAsync(StatusUrl, limit.Token);
            using var document = JsonDocument.Parse(text);
            var status = AgentStatus.Parse(document.RootElement);
            _lastStatus = text;
            return status;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // Not serving yet.
            return null;
        }
    }
}
