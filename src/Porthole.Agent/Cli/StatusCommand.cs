using System.CommandLine;
using System.Text.Json;
using Porthole.Agent.Status;

namespace Porthole.Agent.Cli;

/// <summary><c>porthole status</c>: what is open, at which address, until when.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var command = new Command("status", "Show what is open, at which address, until when (exit code 0: all open, 1: a problem stands, 3: no agent runs)") { CommonOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var agent = AgentClient.For(parsed.StateFolder());
        var (json, obstacle) = await agent.GetAsync("api/status", cancellationToken);
        if (json is null)
        {
            await Console.Error.WriteLineAsync($"porthole: {obstacle}");
            return ExitCodes.NoAgent;
        }

        var status = JsonSerializer.Deserialize(json, StatusJson.Default.StatusDocument)!;
        if (parsed.GetValue(CommonOptions.Json)) Console.WriteLine(JsonSerializer.Serialize(status, StatusJson.Indented.StatusDocument));
        else StatusText.Write(status, Console.Out);
        return Verdicts.IsGood(status) ? ExitCodes.Good : ExitCodes.Problem;
    }
}
