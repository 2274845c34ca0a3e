using System.Collections.Immutable;
using System.CommandLine;
using Porthole.Agent.Hosting;

namespace Porthole.Agent.Cli.Devices;

/// <summary>Opens the desk that fits: whoever holds the folder's lock is the agent.</summary>
internal static class DeviceDesks
{
    /// <summary>A start takes a fraction of a second, on a busy PC a few.</summary>
    private static readonly TimeSpan StartTakes = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>The desk, or why there is none. The token is never sent to whatever answers at a dead agent's address: the lock tells a live one.</summary>
    public static async Task<(IDeviceDesk? Desk, ImmutableArray<string> Obstacles)> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
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
        if (agentLock is null)
        {
            using (WaitLine.Begin("Waiting for the agent to answer")) await WaitUntilItAnswersAsync(folder, cancellationToken);
            return (new AgentDesk(folder), []);
        }

        var (settings, errors) = SettingsFile.Choose(parsed.GetValue(CommonOptions.Settings), folder).Load();
        if (errors.IsEmpty) return (new FileDesk(agentLock, folder, settings), []);
        agentLock.Dispose();
        return (null, [.. errors.Select(error => error.ToString())]);
    }

    /// <summary>Opens the desk for one command; says why when there is none.</summary>
    public static async Task<int> WithAsync(ParseResult parsed, Func<IDeviceDesk, Task<int>> work, CancellationToken cancellationToken)
    {
        var (desk, obstacles) = await OpenAsync(parsed, cancellationToken);
        if (desk is FileDesk && parsed.GetValue(CommonOptions.Data) is null && await OtherAgentAsync(parsed.StateFolder(), cancellationToken) is { } other)
        {
            desk.Dispose();
            desk = other;
        }

        if (desk is not null)
        {
            using (desk) return await work(desk);
        }

        return await Complaint.SayAsync(parsed, ExitCodes.Usage, obstacles);
    }

    /// <summary>
    /// The agent of another user, a service for instance: its registry can be seen and not changed. To write into this
    /// user's own folder instead would change nothing that runs. Null when there is none.
    /// </summary>
    private static async Task<AgentDesk?> OtherAgentAsync(StateFolder folder, CancellationToken cancellationToken)
    {
        using var agent = AgentClient.For(folder);
        if (await agent.GetAsync("api/status", Status.StatusJson.Default.StatusDocument, cancellationToken) is null) return null;
        var asOwner = OperatingSystem.IsWindows() ? "as administrator" : "with sudo";
        return new AgentDesk(folder, $"the agent at {agent.Url} runs as another user, and only that user may change it. Run this {asOwner}, or name the agent's state folder with --data.");
    }

    // An agent that has just been started holds the lock a moment before it answers.
    private static async Task WaitUntilItAnswersAsync(StateFolder folder, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(StartTakes, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var timer = new PeriodicTimer(Look, TimeProvider.System);
        try
        {
            while (IsOurs(folder) && AgentFile.Read(folder) is null) await timer.WaitForNextTickAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Whether it answers after all, the command itself will see.
        }
    }

    // In another user's folder nothing can be seen of its agent, however long one waits.
    private static bool IsOurs(StateFolder folder)
    {
        try
        {
            return Directory.EnumerateFiles(folder.Path).Any();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
