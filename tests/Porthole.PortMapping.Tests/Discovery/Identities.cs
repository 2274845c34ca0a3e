using System.Net;
using System.Net.NetworkInformation;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping.Tests.Discovery;

/// <summary>Gateways by what the neighbour table says.</summary>
internal static class Identities
{
    private static readonly PhysicalAddress Mac = PhysicalAddress.Parse("00-00-5E-00-01-0A");

    /// <summary>A table without entries: the address alone decides.</summary>
    public static GatewayIdentity Plain => new(LoopbackGateway.Gateway, static () => [], TimeProvider.System);

    /// <summary>The loopback gateway with a second address behind the same MAC address.</summary>
    public static GatewayIdentity Twin(string second) => new(
        LoopbackGateway.Gateway,
        () => [Entry(LoopbackGateway.Gateway.Address), Entry(IPAddress.Parse(second))],
        TimeProvider.System);

    private static Neighbour Entry(IPAddress address) => new(new InterfaceKey("lo", 1), address, Mac);
}
