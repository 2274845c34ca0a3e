using System.CommandLine;
using System.Text.Json;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Cli;

/// <summary><c>porthole router</c>: the router, its protocols, and every mapping on it, whose it is.</summary>
internal static class RouterCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand(
            "router",
            "Show the router, its protocols and every mapping on it, ours or not; works without a running agent too",
            """
            porthole router
            porthole router --json
            """,
            "0 the router answers, 1 it does not, 2 the command line is wrong") { CommonOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var agent = AgentClient.For(parsed.StateFolder());
        var router = await agent.GetAsync("api/router/mappings", RouterJson.Default.RouterDocument, cancellationToken) ?? await AskAsync(cancellationToken);
        if (parsed.GetValue(CommonOptions.Json)) Console.WriteLine(JsonSerializer.Serialize(router, RouterJson.Indented.RouterDocument));
        else RouterText.Write(router, Console.Out);
        return router.Network.Protocols.IsEmpty ? ExitCodes.Problem : ExitCodes.Good;
    }

    /// <summary>Without an agent the router is asked from here, in the same way and for one answer.</summary>
    private static async Task<RouterDocument> AskAsync(CancellationToken cancellationToken)
    {
        var snapshot = StatusSnapshot.Starting(TimeProvider.System.GetUtcNow()) with { SearchEnded = true };
        if (GatewayLocator.Locate() is not { } gateway) return await RouterDocuments.ReadAsync(snapshot, cancellationToken);
        var view = new GatewayView { Gateway = gateway, SearchStartedAt = snapshot.StartedAt };
        using var waiting = WaitLine.Begin("No agent runs: searching the router from here");
        await using var session = new GatewaySession(gateway, new GatewayOptions(), TimeProvider.System);
        session.Start();
        await foreach (var what in session.Events.ReadAllAsync(cancellationToken))
        {
            if (what is GatewayEvent.ProtocolFound found) view = view.With(found.Protocol);
            if (what is GatewayEvent.SearchEnded) break;
        }

        var address = view.Protocols.IsEmpty ? null : await view.Protocols[^1].GetExternalAddressAsync(cancellationToken);
        return await RouterDocuments.ReadAsync(
            snapshot with
            {
                Gateway = gateway,
                Router = view.Router,
                Protocols = view.Protocols,
                ExternalAddress = new ExternalAddress(address?.Value, address?.Refusal),
            },
            cancellationToken);
    }
}
