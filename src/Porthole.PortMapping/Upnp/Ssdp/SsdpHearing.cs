using System.Net;
using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.Upnp.Http;

namespace Porthole.PortMapping.Upnp.Ssdp;

/// <summary>Judges what is heard by SSDP: only the gateway counts, and only for a description on the gateway.</summary>
internal sealed class SsdpHearing(GatewayIdentity identity, GatewayPin pin, IProbeSink sink)
{
    /// <summary>Judges a packet.</summary>
    /// <returns>The message when it came from the gateway; else null.</returns>
    public SsdpMessage? Judge(IPEndPoint from, ReadOnlySpan<byte> packet, UpnpSearchLog search)
    {
        if (SsdpMessage.Parse(packet) is not { } message)
        {
            return null;
        }

        if (identity.Covers(from.Address))
        {
            return message;
        }

        if (message.ClaimsGateway && message.Kind != SsdpKind.ByeBye && search.TakeStranger(from.Address))
        {
            sink.Stranger(from.Address, $"{from.Address} calls itself {message.Target} by SSDP ({message.Server} at {message.Location})");
        }

        return null;
    }

    /// <summary>The URL of the description that a message of the gateway names; null when it names none, or one elsewhere.</summary>
    public Uri? FindDescription(SsdpMessage message, UpnpSearchLog search)
    {
        if (Uri.TryCreate(message.Location, UriKind.Absolute, out var url) && pin.Allows(url))
        {
            return url;
        }

        search.Note($"the gateway names a description that is not on it by SSDP: '{message.Location}'");
        return null;
    }
}
