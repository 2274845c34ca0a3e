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
        if (desk is not null)
        {
            using (desk) return await work(desk);
        }

        foreach (var obstacle in obstacles) await Console.Error.WriteLineAsync(obstacle);
        return ExitCodes.Usage;
    }
}
