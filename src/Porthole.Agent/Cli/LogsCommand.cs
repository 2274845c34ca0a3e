using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Porthole.Agent.Hosting;
using Porthole.Agent.Logging;
using Porthole.Agent.Status;

namespace Porthole.Agent.Cli;

/// <summary><c>porthole logs</c>: the agent's log, from its files; works without a running agent.</summary>
internal static class LogsCommand
{
    private static readonly Option<bool> Follow = new("--follow", "-f") { Description = "Go on until Ctrl+C with what is written" };

    private static readonly Option<LogEntryLevel> Level = new("--level")
    {
        Description = "Show this level and worse: debug, information, warning, error",
        HelpName = "LEVEL",
        DefaultValueFactory = _ => LogEntryLevel.Information,
        CustomParser = result =>
        {
            if (Enum.TryParse<LogEntryLevel>(result.Tokens[0].Value, ignoreCase: true, out var level) && Enum.IsDefined(level)) return level;
            result.AddError($"\"{result.Tokens[0].Value}\" is not a level. Give debug, information, warning or error.");
            return default;
        },
    };

    private static readonly Option<int> Lines = new("--lines", "-n")
    {
        Description = "How many entries from the end",
        HelpName = "N",
        DefaultValueFactory = _ => 100,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var lines) && lines <= LogApiBounds.MostEntries) return lines;
            result.AddError($"\"{result.Tokens[0].Value}\" is no number of entries. Give 0 to {LogApiBounds.MostEntries}.");
            return default;
        },
    };

    public static Command Create()
    {
        var command = new ExampleCommand(
            "logs",
            "Show the agent's log; works without a running agent too",
            """
            porthole logs --level warning
            porthole logs --follow
            porthole logs -n 20 --json
            """) { Follow, Level, Lines, CommonOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var log = new LogReader(parsed.StateFolder().LogFolder);
        var level = parsed.GetValue(Level);
        Action<LogEntry> write = parsed.GetValue(CommonOptions.Json)
            ? entry => Console.WriteLine(JsonSerializer.Serialize(entry, LogJson.Default.LogEntry))
            : entry => Console.WriteLine(entry);
        try
        {
            var following = new LogFollower(log, TimeProvider.System);
            var entries = log.Last(parsed.GetValue(Lines), level);
            foreach (var entry in entries) write(entry);
            if (parsed.GetValue(Follow))
            {
                await foreach (var entry in following.FollowAsync(cancellationToken))
                {
                    if (entry.Level >= level) write(entry);
                }
            }
            else if (log.Files.IsEmpty)
            {
                return await Complaint.SayAsync(parsed, ExitCodes.Problem, await NoLogAsync(parsed.StateFolder(), cancellationToken));
            }

            return ExitCodes.Good;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Good;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return await Complaint.SayAsync(parsed, ExitCodes.Problem, $"the log cannot be read: {exception.Message} Run this as the user that the agent runs as.");
        }
    }

    // A service keeps its log where other users do not even see that there is one.
    private static async Task<string> NoLogAsync(StateFolder folder, CancellationToken cancellationToken)
    {
        using var agent = AgentClient.For(folder);
        return await agent.GetAsync("api/status", StatusJson.Default.StatusDocument, cancellationToken) is null
            ? $"there is no log in {folder.LogFolder}. Start the agent with: porthole run, or name its folder with --data."
            : $"there is no log in {folder.LogFolder}: the agent at {agent.Url} works on another folder. Run this {(OperatingSystem.IsWindows() ? "as administrator" : "with sudo")}, name its folder with --data, or read it on the dashboard.";
    }
}
