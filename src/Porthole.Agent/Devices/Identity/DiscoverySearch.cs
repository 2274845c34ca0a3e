using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices.Discovery;

namespace Porthole.Agent.Devices.Identity;

/// <summary>Looks for a lost device with every discovery protocol: those that tell a MAC address find it behind a closed neighbour table too.</summary>
internal sealed class DiscoverySearch(IDeviceDiscovery discovery) : IDeviceSearch
{
    public async Task<ImmutableArray<IPAddress>> FindAsync(WantedDevice wanted, CancellationToken cancellationToken)
    {
        // The sweep has woken the neighbours already, and their ports say nothing about who they are.
        var found = await discovery.SearchAsync(new DiscoveryOptions { LookAtNeighbours = false }, progress: null, cancellationToken);
        return [.. found.Where(device => device.Mac == wanted.Mac && device.IsReachable).Select(device => device.Address)];
    }
}
