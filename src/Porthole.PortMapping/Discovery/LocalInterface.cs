using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Porthole.PortMapping.Discovery;

/// <summary>A network interface of this PC as far as it matters here.</summary>
/// <param name="Id">The system's own name: <c>eth0</c>, or a GUID on Windows.</param>
/// <param name="Name">The name shown to people: <c>eth0</c>, <c>Ethernet</c>.</param>
/// <param name="Description">The adapter's name on Windows.</param>
/// <param name="Index">The IPv4 index; 0 when it has none.</param>
/// <param name="Addresses">Its IPv4 addresses with their prefix lengths.</param>
internal sealed record LocalInterface(
    string Id, string Name, string Description, int Index, IReadOnlyList<(IPAddress Address, int PrefixLength)> Addresses)
{
    public bool Is(InterfaceKey key) => key.Name is null ? key.Index == Index : key.Name == Id;

    /// <summary>Whether a person means this interface, by any of its names.</summary>
    public bool IsCalled(string name) =>
        name.Equals(Name, StringComparison.OrdinalIgnoreCase)
        || name.Equals(Id, StringComparison.OrdinalIgnoreCase)
        || name.Equals(Description, StringComparison.OrdinalIgnoreCase);

    /// <summary>The interfaces that are up.</summary>
    public static IReadOnlyList<LocalInterface> All()
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces()
                .Where(nic => nic.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
                .Select(Read).OfType<LocalInterface>()];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }

    private static LocalInterface? Read(NetworkInterface nic)
    {
        try
        {
            var properties = nic.GetIPProperties();
            var addresses = properties.UnicastAddresses
                .Where(unicast => unicast.Address.AddressFamily == AddressFamily.InterNetwork)
                .Select(unicast => (unicast.Address, unicast.PrefixLength))
                .ToArray();
            return addresses.Length == 0
                ? null
                : new LocalInterface(nic.Id, nic.Name, nic.Description, properties.GetIPv4Properties()?.Index ?? 0, addresses);
        }
        catch (NetworkInformationException)
        {
            // It vanished between the listing and the reading, or has no IPv4.
            return null;
        }
    }
}
