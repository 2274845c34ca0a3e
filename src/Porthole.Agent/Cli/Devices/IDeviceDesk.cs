using System.Collections.Immutable;
using System.CommandLine;
using Porthole.Agent.Devices.Registry;

namespace Porthole.Agent.Cli.Devices;

/// <summary>Where the commands bring their changes of the registry: to the running agent, or to its file when none runs.</summary>
internal interface IDeviceDesk : IDisposable
{
    /// <summary>Whether a change is in force at once; without an agent it waits for the next start.</summary>
    bool AgentRuns { get; }

    Task<DeskAnswer<DevicesDocument>> ListAsync(CancellationToken cancellationToken);

    Task<DeskAnswer<RegisteredDocument>> AddAsync(DeviceDocument device, CancellationToken cancellationToken);

    Task<DeskAnswer<RegisteredDocument>> RemoveAsync(string id, CancellationToken cancellationToken);

    Task<DeskAnswer<RegisteredDocument>> PauseAsync(string id, bool paused, CancellationToken cancellationToken);

    /// <param name="list">A JSON array of devices.</param>
    /// <param name="mode">What may be done when some are bad.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<DeskAnswer<ImportReport>> ImportAsync(string list, ImportMode mode, CancellationToken cancellationToken);
}

/// <summary>What came of it: a value, or why there is none.</summary>
internal sealed record DeskAnswer<T>
    where T : class
{
    public T? Value { get; private init; }

    /// <summary>Why not, one line each; empty when there is a value.</summary>
    public ImmutableArray<string> Obstacles { get; private init; } = [];

    /// <summary>The exit code of an obstacle.</summary>
    public int ExitCode { get; private init; }

    public static DeskAnswer<T> Of(T value) => new() { Value = value };

    public static DeskAnswer<T> Refused(int exitCode, params ImmutableArray<string> obstacles) => new() { ExitCode = exitCode, Obstacles = obstacles };

    /// <summary>Writes the obstacles for people; returns the exit code.</summary>
    public Task<int> SayAsync(ParseResult parsed) => Complaint.SayAsync(parsed, ExitCode, Obstacles);
}
