using System.Net;
using System.Net.NetworkInformation;

namespace Porthole.PortMapping.Discovery;

/// <summary>
/// Whether somebody on the LAN is the gateway: by its address, or by another address behind the gateway's MAC address.
/// Routers in pairs (VRRP, CARP) hold the default route with a shared address and answer from their own
/// (tailscale/tailscale#5502, #6946).
/// </summary>
internal sealed class GatewayIdentity(DefaultGateway gateway, Func<IReadOnlyList<Neighbour>> neighbours, TimeProvider time)
{
    // How long a look into the neighbour table counts: a flood of strangers must not become a flood of reads, and the
    // entry of a router that has just answered for the first time must be seen within the same search.
    private static readonly TimeSpan LookCounts = TimeSpan.FromSeconds(1);

    // Two or three routers share an address, each with one of its own. Behind a repeater that puts its own MAC address in place
    // of all others, the whole LAN looks like the gateway: then its address alone decides.
    private const int MostTwins = 3;

    private readonly Lock _gate = new();
    private IReadOnlyList<Neighbour> _seen = [];
    private long? _lookedAt;

    /// <summary>Looks into the operating system's neighbour table; where it cannot be read, the address alone decides.</summary>
    public static GatewayIdentity OfSystem(DefaultGateway gateway, TimeProvider time)
    {
        var tables = GatewayLocator.SystemTables();
        return new GatewayIdentity(gateway, tables is null ? static () => [] : tables.Neighbours, time);
    }

    public bool Covers(IPAddress source)
    {
        if (source.Equals(gateway.Address))
            return true;
        if (!gateway.IsOnLink(source) || source.Equals(gateway.LocalAddress))
            return false;
        lock (_gate)
        {
            if (_lookedAt is not { } before || time.GetElapsedTime(before) >= LookCounts)
            {
                _lookedAt = time.GetTimestamp();
                _seen = neighbours();
            }
            return Mac(source) is { } mac && mac.Equals(Mac(gateway.Address) ?? gateway.Mac) && Twins(mac) <= MostTwins;
        }
    }

    private int Twins(PhysicalAddress mac) => _seen
        .Where(entry => mac.Equals(entry.Mac) && gateway.IsOnLink(entry.Address) && !entry.Address.Equals(gateway.Address) && !entry.Address.Equals(gateway.LocalAddress))
        .DistinctBy(entry => entry.Address).Count();

    private PhysicalAddress? Mac(IPAddress address) => _seen.FirstOrDefault(entry => entry.Address.Equals(address)).Mac;
}
