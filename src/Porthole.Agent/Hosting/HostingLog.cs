namespace Porthole.Agent.Hosting;

/// <summary>What hosting says in the log. Event ids 3000 to 3099.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(3000, LogLevel.Information, "The settings in {Path} have changed and are applied")]
    public static partial void SettingsApplied(ILogger logger, string path);

    [LoggerMessage(3007, LogLevel.Warning, "The settings are the sample that comes with the sources, and its camera is only an example. Write your own into {Path}")]
    public static partial void SampleSettings(ILogger logger, string path);

    [LoggerMessage(3008, LogLevel.Information, "No camera is registered yet, so nothing is opened. To find yours: porthole devices discover")]
    public static partial void NothingRegistered(ILogger logger);

    [LoggerMessage(3004, LogLevel.Critical, "A defect in Porthole: the forwarding loop has failed. Porthole ends, so that it can be started anew; please report this")]
    public static partial void LoopFailed(ILogger logger, Exception exception);

    [LoggerMessage(3011, LogLevel.Error, "A defect in Porthole: {What} did not end when asked to, and is not waited for any longer; please report this")]
    public static partial void FeederHangs(ILogger logger, string what);

    [LoggerMessage(3012, LogLevel.Error, "The agent's address {Path} cannot be written ({Why}): commands may not find it until the next start. Make room on the disk or mend the rights of the folder")]
    public static partial void AddressNotSaved(ILogger logger, string path, string why);

    [LoggerMessage(3010, LogLevel.Error, "A defect in Porthole: {Method} {Path} could not be answered; please report this")]
    public static partial void RequestFailed(ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(3005, LogLevel.Information, "The setting Api.Url takes effect at the next start: {Url}")]
    public static partial void ApiUrlAtNextStart(ILogger logger, Uri url);

    [LoggerMessage(3003, LogLevel.Warning, "Port {Port} is taken on this PC by another program: the dashboard answers at {Url} this time")]
    public static partial void ApiElsewhere(ILogger logger, int port, Uri url);

    [LoggerMessage(3006, LogLevel.Error, "The token {Path} cannot be written ({Why}): nothing can be changed over the dashboard or by command until the next start. Make room on the disk or mend the rights of the folder")]
    public static partial void TokenNotSaved(ILogger logger, string path, string why);

    [LoggerMessage(3009, LogLevel.Warning, "The state folder {Path} was copied from another PC: what that one opened on the router stays its own, and this PC opens its ports in a name of its own. Remove here the devices that the other PC goes on looking after")]
    public static partial void FolderOfAnotherPc(ILogger logger, string path);

    [LoggerMessage(3001, LogLevel.Warning, "The agent's memory {Path} cannot be used ({Why}); it is set aside and a new one begun")]
    public static partial void MemorySetAside(ILogger logger, string path, string why);

    [LoggerMessage(3002, LogLevel.Error, "The agent's memory {Path} cannot be saved ({Why}): make room on the disk or mend the rights of the folder")]
    public static partial void MemoryNotSaved(ILogger logger, string path, string why);
}
