namespace Porthole.Agent.Forwarding;

/// <summary>What the forwarding loop says in the log. Event ids 1000 to 1099.</summary>
internal static partial class ForwardingLog
{
    [LoggerMessage(1000, LogLevel.Information, "This PC is {LocalAddress} on {Interface}, the router is {Gateway}")]
    public static partial void GatewayFound(ILogger logger, string localAddress, string @interface, string gateway);

    [LoggerMessage(1001, LogLevel.Information, "The router {Gateway} ({Router}) answers {Protocols}; external address {ExternalAddress}")]
    public static partial void RouterAnswers(ILogger logger, string gateway, string router, string protocols, string externalAddress);

    [LoggerMessage(1002, LogLevel.Information, "The external address is {ExternalAddress} now")]
    public static partial void ExternalAddressChanged(ILogger logger, string externalAddress);

    [LoggerMessage(1003, LogLevel.Information, "The router has restarted ({Evidence}): everything is asked for anew")]
    public static partial void RouterRestarted(ILogger logger, string evidence);

    [LoggerMessage(1004, LogLevel.Information, "The router no longer answers {Protocol} ({Evidence}): it is looked for anew")]
    public static partial void ProtocolLost(ILogger logger, string protocol, string evidence);

    [LoggerMessage(1005, LogLevel.Information, "This PC slept, or its clock was set ({Evidence}): everything is asked for anew")]
    public static partial void ClockJumped(ILogger logger, string evidence);

    [LoggerMessage(1010, LogLevel.Information, "{Device} {Name} is open at {External}, {Route} to {Internal} by {Via}")]
    public static partial void Opened(ILogger logger, string device, string name, string external, string route, string @internal, string via);

    [LoggerMessage(1011, LogLevel.Warning, "{Device} {Name} is not reachable from outside: {Route}")]
    public static partial void NotReachable(ILogger logger, string device, string name, string route);

    [LoggerMessage(1012, LogLevel.Information, "{Device} {Name} is closed")]
    public static partial void Closed(ILogger logger, string device, string name);

    [LoggerMessage(1013, LogLevel.Warning, "{Device} {Name}: the mapping vanished from the router ({Evidence}); it is restored")]
    public static partial void MappingVanished(ILogger logger, string device, string name, string evidence);

    [LoggerMessage(1014, LogLevel.Warning, "{Device} {Name}: the router did not renew the mapping ({Evidence}); the ladder is climbed again")]
    public static partial void MappingLost(ILogger logger, string device, string name, string evidence);

    [LoggerMessage(1015, LogLevel.Information, "Closed external port {ExternalPort} to {Internal}, which an earlier run had left open")]
    public static partial void LeftoverClosed(ILogger logger, int externalPort, string @internal);

    [LoggerMessage(1016, LogLevel.Information, "The router holds external port {ExternalPort} to {Internal} with this installation's mark, which no forward uses: it is taken over or closed")]
    public static partial void LeftoverFound(ILogger logger, int externalPort, string @internal);

    [LoggerMessage(1020, LogLevel.Information, "Stopped: {Mappings} removed from the router")]
    public static partial void Removed(ILogger logger, string mappings);

    [LoggerMessage(1021, LogLevel.Information, "Stopped: {Mappings} left on the router, as the setting Mapping.RemoveOnStop says")]
    public static partial void Left(ILogger logger, string mappings);

    [LoggerMessage(1022, LogLevel.Warning, "Stopped, but the router did not answer within {Seconds} s: mappings that are left expire with their lease")]
    public static partial void RemovalTimedOut(ILogger logger, double seconds);

    [LoggerMessage(1023, LogLevel.Warning, "The router did not remove {Count} mappings: the next start of Porthole does, or their lease ends")]
    public static partial void NotRemoved(ILogger logger, int count);

    [LoggerMessage(1024, LogLevel.Warning, "Another PC, at {Holder}, takes external port {Port} again and again in the name of this one: it runs with a copy of this PC's disk or state folder. It keeps the port, and this PC goes by another name from now on")]
    public static partial void TagOfACopy(ILogger logger, string holder, int port);

    [LoggerMessage(1030, LogLevel.Error, "A defect in Porthole: {Work} for {Forward} failed. It is tried again; please report this")]
    public static partial void WorkFailed(ILogger logger, Exception exception, Work work, string forward);
}
