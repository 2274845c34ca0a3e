using System.Net;
using System.Net.Sockets;

namespace Porthole.PortMapping.Upnp.Mappings;

/// <summary>Reads the router's internet connection: whether it is up, and its external address.</summary>
internal sealed class ConnectionState(IgdActions actions, DefaultGateway gateway)
{
    /// <summary>The external address; refused when the router has none.</summary>
    public async ValueTask<GatewayResult<IPAddress>> GetExternalAddressAsync(CancellationToken cancellationToken)
    {
        var reply = await actions.GetExternalIPAddressAsync(cancellationToken);
        return reply.IsGranted ? Parse(reply["NewExternalIPAddress"]) : UpnpError.ToRefusal(reply);
    }

    /// <summary>Why nothing can be opened at present; null when the connection seems up or the router does not tell.</summary>
    public async ValueTask<Refusal?> FindOutageAsync(CancellationToken cancellationToken)
    {
        var status = await actions.GetStatusInfoAsync(cancellationToken);
        if (status.IsGranted && status["NewConnectionStatus"] is { Length: > 0 } state && !IsConnected(state))
        {
            return new Refusal(RefusalReason.ConnectionDown, $"GetStatusInfo: the router says that its internet connection is {state}");
        }

        var address = await GetExternalAddressAsync(cancellationToken);
        return address.Refusal is { Reason: RefusalReason.ConnectionDown } outage ? outage : null;
    }

    /// <summary>Whether the connection is up and has an address, which marks the right one of several.</summary>
    public async ValueTask<bool> IsUsableAsync(CancellationToken cancellationToken)
    {
        var status = await actions.GetStatusInfoAsync(cancellationToken);
        return status.IsGranted
            && IsConnected(status["NewConnectionStatus"])
            && (await GetExternalAddressAsync(cancellationToken)).IsGranted;
    }

    /// <summary>Parses an external address: "", 0.0.0.0, IPv6 and plain rubbish are all sent by routers whose connection is down.</summary>
    public GatewayResult<IPAddress> Parse(string text)
    {
        if (text.Length == 0)
        {
            return new Refusal(RefusalReason.ConnectionDown, "GetExternalIPAddress: the router names no external address");
        }

        if (!IPAddress.TryParse(text, out var address) || address.AddressFamily != AddressFamily.InterNetwork)
        {
            return new Refusal(RefusalReason.Garbage, $"GetExternalIPAddress: '{text}' is no IPv4 address");
        }

        var first = address.GetAddressBytes()[0];
        if (first == 0)
        {
            return new Refusal(RefusalReason.ConnectionDown, $"GetExternalIPAddress: the router's external address is {address}");
        }

        // Loopback is a host's own affair, except where the gateway itself is a simulation on loopback. From 224 up are groups.
        return first >= 224 || (first == 127 && !IPAddress.IsLoopback(gateway.Address))
            ? new Refusal(RefusalReason.Garbage, $"GetExternalIPAddress: {address} is no address of a host")
            : address;
    }

    public static bool IsConnected(string state) => state.Equals("Connected", StringComparison.OrdinalIgnoreCase);
}
