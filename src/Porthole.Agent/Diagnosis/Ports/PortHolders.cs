using System.Net;
using Porthole.PortMapping;

namespace Porthole.Agent.Diagnosis.Ports;

/// <summary>Asks the operating system which process holds a port.</summary>
internal static class PortHolders
{
    /// <summary>
    /// The process whose socket keeps this address and port from being bound; null when none does, or when this process
    /// may not know: on Linux only root sees the sockets of other users.
    /// </summary>
    public static PortHolder? Find(Transport transport, IPEndPoint endPoint) =>
        OperatingSystem.IsLinux() ? LinuxPortHolders.Find(transport, endPoint)
        : OperatingSystem.IsWindows() ? WindowsPortHolders.Find(transport, endPoint)
        : null;

    /// <summary>Whether a socket bound here keeps another one from being bound there: the same port, on the same address or on all.</summary>
    public static bool Collide(IPEndPoint bound, IPEndPoint wished)
    {
        if (bound.Port != wished.Port) return false;
        var (one, other) = (Plain(bound.Address), Plain(wished.Address));
        return one.Equals(other) || IsAny(one) || IsAny(other);
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    // An IPv6 socket on all addresses takes IPv4 too, unless it asked for IPv6 alone, which the tables do not tell.
    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
