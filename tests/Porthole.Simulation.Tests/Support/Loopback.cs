using System.Net;
using System.Net.Sockets;

namespace Porthole.Simulation.Tests.Support;

/// <summary>Addresses that no other test uses, so that tests can run side by side.</summary>
internal static class Loopback
{
    private static int _last;

    /// <summary>A fresh address in 127.78.0.0/16.</summary>
    public static IPAddress Next()
    {
        var number = Interlocked.Increment(ref _last);
        return new IPAddress([127, 78, (byte)(number >> 8), (byte)number]);
    }

    /// <summary>A router with a WAN address of its own.</summary>
    public static Task<SimulatedRouter> StartRouterAsync(SimulatedRouterOptions? options = null, TimeProvider? time = null) =>
        SimulatedRouter.StartAsync((options ?? new()) with { WanAddress = Next() }, time, TestContext.Current.CancellationToken);

    /// <summary>A mapping as a test wants it in the table.</summary>
    public static SimulatedMapping Mapping(int externalPort, IPEndPoint inside, ProtocolType protocol = ProtocolType.Tcp) => new()
    {
        Protocol = protocol,
        ExternalPort = externalPort,
        Internal = inside,
        MadeBy = RouterProtocols.Upnp,
        Description = "test",
    };
}
