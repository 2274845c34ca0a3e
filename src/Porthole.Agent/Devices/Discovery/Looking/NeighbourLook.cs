using System.Net;
using Porthole.Agent.Devices.Brands;
using Porthole.Agent.Devices.Discovery.Merging;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.Agent.Devices.Neighbours;

namespace Porthole.Agent.Devices.Discovery.Looking;

/// <summary>
/// Finds cameras that answer no search protocol: wakes the neighbours, names their makers by their MAC addresses, and
/// looks at port 554 of those whose maker tells nothing.
/// </summary>
internal sealed class NeighbourLook(INeighbourTable neighbours, FollowUp followUp, IPAddress? router, TimeProvider time)
{
    /// <summary>The discard port (RFC 863): nothing listens there, and the datagram makes the system ask for the MAC address.</summary>
    private const int Discard = 9;

    /// <summary>So many datagrams, then a rest: 254 addresses take a fifth of a second, and no switch or wireless network notices.</summary>
    private const int BurstSize = 32;

    /// <summary>As many as a home network has; more would push the neighbours that matter out of the system's table.</summary>
    private const int MostWoken = 254;

    private static readonly TimeSpan BurstRest = TimeSpan.FromMilliseconds(25);

    /// <summary>The table is read so often; an address is resolved within milliseconds, that of a sleeping wireless camera within a second.</summary>
    private static readonly TimeSpan ReadEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(IReadOnlyCollection<LocalNetwork> networks, SightingBook book, CancellationToken cancellationToken)
    {
        var known = new HashSet<IPAddress>();
        var looks = new List<Task>();
        try
        {
            await Task.WhenAll(networks.Select(network => WakeAsync(network, cancellationToken)));
            using var timer = new PeriodicTimer(ReadEvery, time);
            do
            {
                foreach (var (address, mac, _) in neighbours.Read())
                {
                    if (networks.Any(network => network.Contains(address)) && known.Add(address)) looks.Add(MeetAsync(address, mac, book, cancellationToken));
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The search is over.
        }

        await Task.WhenAll(looks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WakeAsync(LocalNetwork network, CancellationToken cancellationToken)
    {
        using var socket = SearchSocket.ToAsk(network.LocalAddress);
        if (socket is null) return;
        foreach (var burst in network.HostsAround(network.LocalAddress, MostWoken).Chunk(BurstSize))
        {
            foreach (var address in burst) await socket.SendAsync([], new IPEndPoint(address, Discard), cancellationToken);
            await Task.Delay(BurstRest, time, cancellationToken);
        }
    }

    private async Task MeetAsync(IPAddress address, string mac, SightingBook book, CancellationToken cancellationToken)
    {
        var brand = OuiTable.BrandOf(mac);
        var neighbour = new Sighting { Evidence = Evidence.Neighbour, Address = address, Mac = mac, Brand = brand, IsCamera = brand is not null && BrandPresets.MakesCamerasOnly(brand) };
        book.Add(neighbour);

        // Some routers answer on 554 for the sake of their NAT.
        if (neighbour.IsCamera || address.Equals(router)) return;
        if (await followUp.Ports.AcceptsAsync(address, PortLook.Rtsp, cancellationToken))
            book.Add(new Sighting { Evidence = Evidence.Ports, Address = address, Ports = [new DevicePort(null, PortLook.Rtsp)], IsCamera = true });
    }
}
