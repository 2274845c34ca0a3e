using System.Net;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping;

/// <summary>Finds the router that holds this PC's default route, from the operating system's own tables; nothing is sent.</summary>
public static class GatewayLocator
{
    /// <summary>
    /// The default gateway at this moment; null when there is none. The default IPv4 route with the lowest metric decides,
    /// so that virtual and VPN adapters count only when the system itself prefers them (python-kasa/python-kasa#101).
    /// </summary>
    /// <param name="interfaceName">The interface to use, by any of its names; null for the one with the best route.</param>
    /// <param name="gatewayAddress">The router's address; null for the one in the route. It need not hold a route.</param>
    /// <exception cref="PlatformNotSupportedException">The system is neither Linux nor Windows.</exception>
    public static DefaultGateway? Locate(string? interfaceName = null, IPAddress? gatewayAddress = null)
    {
        var tables = SystemTables() ?? throw new PlatformNotSupportedException("The default gateway can be found on Linux and Windows only.");
        return GatewayChoice.Choose(
            tables.DefaultRoutes(), LocalInterface.All(), tables.Neighbours(), interfaceName, gatewayAddress);
    }

    internal static IRoutingTables? SystemTables()
    {
        if (OperatingSystem.IsLinux())
            return new LinuxRoutingTables();
        return OperatingSystem.IsWindows() ? new WindowsRoutingTables() : null;
    }
}
