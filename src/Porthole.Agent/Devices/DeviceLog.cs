namespace Porthole.Agent.Devices;

/// <summary>What looking after devices says in the log; what it finds is said by the problems. Event ids 4000 to 4099.</summary>
internal static partial class DeviceLog
{
    [LoggerMessage(4000, LogLevel.Error, "A defect in Porthole: looking after a device failed. It is tried again; please report this")]
    public static partial void WorkFailed(ILogger logger, Exception exception);

    [LoggerMessage(4001, LogLevel.Warning, "What was learned of the devices in {Path} cannot be used ({Why}): it is learned anew")]
    public static partial void IdentitiesUnusable(ILogger logger, string path, string why);
}
