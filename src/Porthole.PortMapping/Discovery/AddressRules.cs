using System.Net;
using System.Net.Sockets;

namespace Porthole.PortMapping.Discovery;

/// <summary>Which IPv4 addresses mean anything.</summary>
internal static class AddressRules
{
    /// <summary>
    /// Whether a host can have this address. Gateways without a connection report 0.0.0.0 with success
    /// (mDNSResponder calls it pathological; Tailscale rejects it too), some 255.255.255.255.
    /// </summary>
    public static bool CanBelongToAHost(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetwork)
            return false;
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        // 0/8 "this network", 224/3 multicast and reserved (RFC 6890). Private and shared addresses are real ones:
        // what they mean for reachability is another question. So is 127/8, where simulated routers live.
        return bytes[0] is not (0 or >= 224);
    }
}
