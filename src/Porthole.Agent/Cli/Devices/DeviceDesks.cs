using System.Collections.Immutable;
using System.CommandLine;
using Porthole.Agent.Hosting;

namespace Porthole.Agent.Cli.Devices;

/// <summary>Opens the desk that fits: whoever holds the folder's lock is the agent.</summary>
internal static class DeviceDesks
{
    /// <summary>The desk, or why there is none. The token is never sent to whatever answers at a dead agent's address: the lock tells a live one.</summary>
    public static (IDeviceDesk? Desk, ImmutableArray<string> Obstacles) Open(ParseResult parsed)
    {
        var folder = parsed.StateFolder();
        try
        {
            folder.Create();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not this user's to make; an agent of another user may still answer.
            if (!Directory.Exists(folder.Path)) return (new AgentDesk(folder), []);
        }

        var agentLock = AgentLock.TryTake(folder);
        if (agentLock is null) return (new AgentDesk(folder), []);
        var (settings, errors) = SettingsFile.Choose(parsed.GetValue(CommonOptions.Settings), folder).Load();
        if (errors.IsEmpty) return (new FileDesk(agentLock, folder, settings), []);
        agentLock.Dispose();
        return (null, [.. errors.Select(error => error.ToString())]);
    }

    /// <summary>Opens the desk for one command; says why when there is none.</summary>
    public static async Task<int> WithAsync(ParseResult parsed, Func<IDeviceDesk, Task<int>> work)
    {
        var (desk, obstacles) = Open(parsed);
        if (desk is FileDesk && parsed.GetValue(CommonOptions.Data) is null && await OtherAgentAsync(parsed.StateFolder()) is { } other)
        {
            desk.Dispose();
            desk = other;
        }

        if (desk is not null)
        {
            using (desk) return await work(desk);
        }

        foreach (var obstacle in obstacles) await Console.Error.WriteLineAsync(obstacle);
        return ExitCodes.Usage;
    }

    /// <summary>
    /// The agent of another user, a service for instance: its registry can be seen and not changed. To write into this
    /// user's own folder instead would change nothing that runs. Null when there is none.
    /// </summary>
    private static async Task<AgentDesk?> OtherAgentAsync(StateFolder folder)
    {
        using var agent = AgentClient.For(folder);
        if (await agent.GetAsync("api/status", Status.StatusJson.Default.StatusDocument, CancellationToken.None) is null) return null;
        var asOwner = OperatingSystem.IsWindows() ? "as administrator" : "with sudo";
        return new AgentDesk(folder, $"the agent at {agent.Url} runs as another user, and only that user may change it. Run this {asOwner}, or name the agent's state folder with --data.");
    }
}
