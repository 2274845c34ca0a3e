using System.Diagnostics;

namespace Porthole.Agent.Diagnosis.Ports;

/// <summary>The process that holds a port of this PC.</summary>
/// <param name="ProcessId">Its id.</param>
/// <param name="Name">Its name; null when it ended while it was looked for.</param>
internal sealed record PortHolder(int ProcessId, string? Name)
{
    /// <summary>A port may be taken by Porthole itself: the dashboard, or the relay of another forward.</summary>
    public bool IsThisProcess => ProcessId == Environment.ProcessId;

    public static PortHolder Of(int processId) => new(processId, NameOf(processId));

    /// <summary>As a message names it: "nginx (PID 812)".</summary>
    public override string ToString() => IsThisProcess ? "Porthole itself" : Name is null ? $"process {ProcessId}" : $"{Name} (PID {ProcessId})";

    private static string? NameOf(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.ProcessName;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
