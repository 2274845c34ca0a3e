namespace Porthole.Agent.Devices;

/// <summary>What looking after devices says in the log; what it finds is said by the problems. Event ids 4200 to 4299.</summary>
internal static partial class DeviceLog
{
    [LoggerMessage(4200, LogLevel.Error, "A defect in Porthole: looking after a device failed. It is tried again; please report this")]
    public static partial void WorkFailed(ILogger logger, Exception exception);

    [LoggerMessage(4201, LogLevel.Warning, "What was learned of the devices in {Path} cannot be used ({Why}): it is learned anew")]
    public static partial void IdentitiesUnusable(ILogger logger, string path, string why);
}
