namespace Porthole.Agent.Devices.Registry;

/// <summary>What the registry says in the log. Event ids 3100 to 3199.</summary>
internal static partial class RegistryLog
{
    [LoggerMessage(3100, LogLevel.Information, "{Device} is registered")]
    public static partial void Added(ILogger logger, string device);

    [LoggerMessage(3101, LogLevel.Information, "{Device} is changed")]
    public static partial void Changed(ILogger logger, string device);

    [LoggerMessage(3102, LogLevel.Information, "{Device} is no longer registered")]
    public static partial void Removed(ILogger logger, string device);

    [LoggerMessage(3103, LogLevel.Information, "{Device} is paused")]
    public static partial void Paused(ILogger logger, string device);

    [LoggerMessage(3104, LogLevel.Information, "{Device} is resumed")]
    public static partial void Resumed(ILogger logger, string device);

    [LoggerMessage(3105, LogLevel.Information, "Imported devices: {Added} added, {Changed} changed, {Unchanged} as before, {Bad} left out")]
    public static partial void Imported(ILogger logger, int added, int changed, int unchanged, int bad);
}
