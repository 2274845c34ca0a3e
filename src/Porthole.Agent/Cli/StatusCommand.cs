using System.CommandLine;
using System.Text.Json;
using Porthole.Agent.Connections;
using Porthole.Agent.Status;

namespace Porthole.Agent.Cli;

/// <summary><c>porthole status</c>: what is open, at which address, until when.</summary>
internal static class StatusCommand
{
    private static readonly Option<bool> Connections = new("--connections") { Description = "Show who is and was connected through the relay" };

    public static Command Create()
    {
        var command = new Command("status", "Show what is open, at which address, until when (exit code 0: all open, 1: a problem stands, 3: no agent runs)") { CommonOptions.Json, Connections };
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

        if (parsed.GetValue(Connections)) return await ShowConnectionsAsync(agent, parsed.GetValue(CommonOptions.Json), cancellationToken);
        var status = JsonSerializer.Deserialize(json, StatusJson.Default.StatusDocument)!;
        if (parsed.GetValue(CommonOptions.Json)) Console.WriteLine(JsonSerializer.Serialize(status, StatusJson.Indented.StatusDocument));
        else StatusText.Write(status, Console.Out);
        return Verdicts.IsGood(status) ? ExitCodes.Good : ExitCodes.Problem;
    }

    private static async Task<int> ShowConnectionsAsync(AgentClient agent, bool asJson, CancellationToken cancellationToken)
    {
        var (json, obstacle) = await agent.GetAsync("api/connections", cancellationToken);
        if (json is null)
        {
            await Console.Error.WriteLineAsync($"porthole: {obstacle}");
            return ExitCodes.NoAgent;
        }

        if (asJson) Console.WriteLine(json);
        else ConnectionsText.Write(JsonSerializer.Deserialize(json, ConnectionJson.Default.ConnectionsDocument)!, Console.Out);
        return ExitCodes.Good;
    }
}
