using System.Net;
using System.Net.NetworkInformation;

namespace Porthole.PortMapping.Discovery;

/// <summary>Chooses the gateway from what the system's tables say.</summary>
internal static class GatewayChoice
{
    /// <summary>
    /// The default route with the lowest metric wins; the first of equals. Virtual and VPN adapters need no rule of their
    /// own: they count exactly when they hold the default route. An interface named in the settings leaves only its routes;
    /// an address named there needs no route at all, only an interface that reaches it.
    /// </summary>
    public static DefaultGateway? Choose(
        IReadOnlyList<Route> routes,
        IReadOnlyList<LocalInterface> interfaces,
        IReadOnlyList<Neighbour> neighbours,
        string? interfaceName,
        IPAddress? gatewayAddress)
    {
        var candidates = interfaceName is null ? interfaces : [.. interfaces.Where(nic => nic.IsCalled(interfaceName))];
        foreach (var route in routes.OrderBy(route => route.Metric))
        {
            if (gatewayAddress is not null && !gatewayAddress.Equals(route.Gateway))
                continue;
            if (candidates.FirstOrDefault(nic => nic.Is(route.Interface)) is { } nic)
                return Describe(nic, route.Gateway, neighbours);
        }
        if (gatewayAddress is null)
            return null;
        var onLink = candidates
            .Where(nic => nic.Addresses.Any(own => Covers(own, gatewayAddress)))
            .MaxBy(nic => nic.Addresses.Where(own => Covers(own, gatewayAddress)).Max(own => own.PrefixLength));
        return onLink is null ? null : Describe(onLink, gatewayAddress, neighbours);
    }

    private static DefaultGateway Describe(LocalInterface nic, IPAddress gateway, IReadOnlyList<Neighbour> neighbours)
    {
        // Several addresses on one interface: the one on the router's network is the one that the router knows.
        var own = nic.Addresses.FirstOrDefault(own => Covers(own, gateway), nic.Addresses[0]);
        return new DefaultGateway
        {
            Address = gateway,
            LocalAddress = own.Address,
            PrefixLength = own.PrefixLength,
            InterfaceName = nic.Name,
            InterfaceIndex = nic.Index,
            Mac = Mac(nic, gateway, neighbours),
        };
    }

    private static PhysicalAddress? Mac(LocalInterface nic, IPAddress gateway, IReadOnlyList<Neighbour> neighbours) =>
        neighbours.Where(entry => nic.Is(entry.Interface) && entry.Address.Equals(gateway)).Select(entry => entry.Mac).FirstOrDefault();

    private static bool Covers((IPAddress Address, int PrefixLength) own, IPAddress address) => new DefaultGateway
    {
        Address = address,
        LocalAddress = own.Address,
        PrefixLength = own.PrefixLength,
        InterfaceName = "",
    }.IsOnLink(address);
}
