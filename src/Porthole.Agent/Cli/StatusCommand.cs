using System.CommandLine;
using System.Text.Json;
using Porthole.Agent.Connections;
using Porthole.Agent.Status;

namespace Porthole.Agent.Cli;

/// <summary><c>porthole status</c>: what is open, at which address, until when.</summary>
internal static class StatusCommand
{
    private static readonly Option<bool> Connections = new("--connections") { Description = "Show who is and was connected through the relay" };

    private static readonly Option<bool> Watch = new("--watch") { Description = "Show it until Ctrl+C, with the last changes; into a pipe one line for every change" };

    public static Command Create()
    {
        var command = new ExampleCommand(
            "status",
            "Show what is open, at which address, until when",
            """
            porthole status
            porthole status --watch
            porthole status --json
            """,
            "0 all is open, 1 a problem stands, 2 the command line is wrong,\n3 no agent runs") { CommonOptions.Json, Watch, Connections };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Watch)) return await StatusWatch.RunAsync(parsed, cancellationToken);
        using var agent = AgentClient.For(parsed.StateFolder());
        var asJson = parsed.GetValue(CommonOptions.Json);
        if (parsed.GetValue(Connections)) return await ShowConnectionsAsync(parsed, agent, cancellationToken);
        if (await agent.GetAsync("api/status", StatusJson.Default.StatusDocument, cancellationToken) is not { } status) return await agent.SayNobodyAnswersAsync(parsed);
        if (asJson) Console.WriteLine(JsonSerializer.Serialize(status, StatusJson.Indented.StatusDocument));
        else StatusText.Write(status, Console.Out, Paint.OfOutput);
        return Verdicts.IsGood(status) ? ExitCodes.Good : ExitCodes.Problem;
    }

    private static async Task<int> ShowConnectionsAsync(ParseResult parsed, AgentClient agent, CancellationToken cancellationToken)
    {
        if (await agent.GetAsync("api/connections", ConnectionJson.Default.ConnectionsDocument, cancellationToken) is not { } connections) return await agent.SayNobodyAnswersAsync(parsed);
        if (parsed.GetValue(CommonOptions.Json)) Console.WriteLine(JsonSerializer.Serialize(connections, ConnectionJson.Default.ConnectionsDocument));
        else ConnectionsText.Write(connections, Console.Out);
        return ExitCodes.Good;
    }
}
