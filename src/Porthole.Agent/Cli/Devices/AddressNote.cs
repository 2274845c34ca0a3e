using System.Net;
using System.Net.NetworkInformation;
using Porthole.Agent.Devices.Neighbours;

namespace Porthole.Agent.Cli.Devices;

/// <summary>What is odd about an address that is allowed all the same: the network is seen from this PC, and only now.</summary>
internal static class AddressNote
{
    /// <summary>A note about a device's address as it looks from this PC; null when there is nothing to say.</summary>
    public static string? OfThisPc(string address) => IPAddress.TryParse(address, out var parsed) && !IPAddress.IsLoopback(parsed) ? Of(parsed, LocalNetwork.OfThisPc(), Gateways()) : null;

    /// <inheritdoc cref="OfThisPc"/>
    public static string? Of(IPAddress address, IReadOnlyList<LocalNetwork> networks, IReadOnlyCollection<IPAddress> gateways)
    {
        if (gateways.Contains(address)) return $"{address} is the router itself. Whoever reaches its pages from outside can try its password: better remove this again.";
        if (networks.Any(network => network.IsReserved(address))) return $"{address} is no device's address, but one that the network keeps for itself.";
        return networks.Count == 0 || networks.Any(network => network.Contains(address))
            ? null
            : $"{address} is not on this PC's network ({string.Join(", ", networks)}). Is it typed right?";
    }

    private static IReadOnlyCollection<IPAddress> Gateways()
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().GatewayAddresses).Select(gateway => gateway.Address)];
        }
        catch (NetworkInformationException)
        {
            // A card that vanishes while it is looked at: then there is one note less.
            return [];
        }
    }
}
