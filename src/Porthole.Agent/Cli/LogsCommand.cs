using System.CommandLine;
using System.Text.Json;
using Porthole.Agent.Logging;

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
    };

    private static readonly Option<int> Lines = new("--lines", "-n")
    {
        Description = "How many entries from the end",
        HelpName = "N",
        DefaultValueFactory = _ => 100,
    };

    public static Command Create()
    {
        Lines.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > LogApiBounds.MostEntries) result.AddError($"--lines takes 0 to {LogApiBounds.MostEntries}.");
        });
        var command = new ExampleCommand(
            "logs",
            "Show the agent's log; works without a running agent too",
            """
            porthole logs --level warning
            porthole logs --follow
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
                await Console.Error.WriteLineAsync($"porthole: there is no log in {parsed.StateFolder().LogFolder}. Start the agent with: porthole run, or name its folder with --data.");
                return ExitCodes.Problem;
            }

            return ExitCodes.Good;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Good;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"porthole: the log cannot be read: {exception.Message} Run this as the user that the agent runs as.");
            return ExitCodes.Problem;
        }
    }
}
