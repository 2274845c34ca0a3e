using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Agreement;

/// <summary>The router of this project.</summary>
internal sealed class SimulatedCandidate : Candidate
{
    private readonly SimulatedRouter _router;

    private SimulatedCandidate(SimulatedRouter router) => _router = router;

    public override IPAddress Router => _router.LanAddress;

    public override IPAddress Asker { get; } = Loopback.Next();

    public override IPAddress Other { get; } = Loopback.Next();

    public override IPAddress Wan => _router.WanAddress;

    protected override IPEndPoint Web => _router.EndPoint();

    protected override IPEndPoint Pcp => new(_router.LanAddress, _router.PcpPort);

    protected override IPEndPoint Ssdp => new(_router.LanAddress, _router.SsdpPort);

    public static async Task<SimulatedCandidate> StartAsync(SimulatedRouterOptions options) => new(await Loopback.StartRouterAsync(options));

    public override ValueTask DisposeAsync() => _router.DisposeAsync();

    protected override Socket Make(Func<Socket> make) => make();
}
