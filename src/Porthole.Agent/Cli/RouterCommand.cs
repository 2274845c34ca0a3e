using System.CommandLine;
using System.Text.Json;
using Porthole.Agent.Doctor;
using Porthole.Agent.Hosting;
using Porthole.Agent.Status;

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
        var folder = parsed.StateFolder();
        using var agent = AgentClient.For(folder);
        var router = await agent.GetAsync("api/router/mappings", RouterJson.Default.RouterDocument, cancellationToken) ?? await AskAsync(parsed, folder, cancellationToken);
        if (parsed.GetValue(CommonOptions.Json)) Console.WriteLine(JsonSerializer.Serialize(router, RouterJson.Indented.RouterDocument));
        else RouterText.Write(router, Console.Out);
        return router.Network.Protocols.IsEmpty ? ExitCodes.Problem : ExitCodes.Good;
    }

    /// <summary>Without an agent the router is asked from here, in the same way and for one answer.</summary>
    private static async Task<RouterDocument> AskAsync(ParseResult parsed, StateFolder folder, CancellationToken cancellationToken)
    {
        var registered = await RegisteredSettings.LoadAsync(parsed, SettingsFile.Choose(named: null, folder), folder);
        using var waiting = WaitLine.Begin("No agent runs: searching the router from here");
        await using var search = await LoneSearch.RunAsync(registered, MemoryFile.Look(folder.MemoryFile), TimeProvider.System, cancellationToken);
        var snapshot = search.Snapshot;
        foreach (var protocol in snapshot.Protocols.Reverse())
        {
            // UPnP first: PCP can only tell by making a mapping and removing it.
            var address = await protocol.GetExternalAddressAsync(cancellationToken);
            snapshot = snapshot with { ExternalAddress = new ExternalAddress(address.Value, address.Refusal) };
            if (address.IsGranted) break;
        }

        return await RouterDocuments.ReadAsync(snapshot, cancellationToken);
    }
}
