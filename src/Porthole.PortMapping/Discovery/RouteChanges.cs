namespace Porthole.PortMapping.Discovery;

/// <summary>The operating system's notification that a route changed, which .NET itself does not offer.</summary>
internal static class RouteChanges
{
    /// <summary>Calls <paramref name="changed"/>, from any thread, at every change; null where the system cannot tell.</summary>
    public static IDisposable? Watch(Action changed)
    {
        if (OperatingSystem.IsLinux())
            return LinuxRouteChanges.TryWatch(changed);
        return OperatingSystem.IsWindows() ? WindowsRouteChanges.TryWatch(changed) : null;
    }
}
