using System.Net;
using Porthole.Agent.Devices.Neighbours;

namespace Porthole.Agent.Devices.Identity;

/// <summary>
/// Makes the operating system ask who is where on a network: an empty datagram to the discard port of each address, which
/// goes no further than the question (ARP) wherever nobody is.
/// </summary>
internal sealed class SubnetSweep(INeighbourTable neighbours, TimeProvider time)
{
    /// <summary>
    /// A hundred addresses a second. ARP is broadcast, and an access point sends broadcasts at its slowest rate: this many of
    /// 60 bytes take about a tenth of its air. A home network of 254 is through in three seconds.
    /// </summary>
    public const int PerSecond = 100;

    /// <summary>The nearest of a larger network. Each takes a place in the neighbour table, which Linux begins to clear at 512 (net.ipv4.neigh.default.gc_thresh2).</summary>
    public const int Most = 254;

    private const int Batch = 10;

    /// <summary>Sweeps outward from an address; yields how many were asked.</summary>
    public async Task<int> RunAsync(LocalNetwork network, IPAddress centre, CancellationToken cancellationToken)
    {
        var asked = 0;
        foreach (var batch in network.HostsAround(centre, Most).Chunk(Batch))
        {
            foreach (var address in batch) neighbours.Wake(address);
            asked += batch.Length;
            await Task.Delay(TimeSpan.FromSeconds((double)Batch / PerSecond), time, cancellationToken);
        }

        return asked;
    }
}
