namespace Porthole.PortMapping.Discovery;

/// <summary>Linux: the tables in /proc/net, which belong to the network namespace of this process.</summary>
internal sealed class LinuxRoutingTables : IRoutingTables
{
    public IReadOnlyList<Route> DefaultRoutes() => LinuxRouteTable.Parse(Read("/proc/net/route"));

    public IReadOnlyList<Neighbour> Neighbours() => LinuxNeighbourTable.Parse(Read("/proc/net/arp"));

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A container without /proc has no table to tell of.
            return "";
        }
    }
}
