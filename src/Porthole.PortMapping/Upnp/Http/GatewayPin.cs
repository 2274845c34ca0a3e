using System.Net;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping.Upnp.Http;

/// <summary>Keeps every URL on the gateway: whoever forges an answer must not send this PC elsewhere.</summary>
internal sealed class GatewayPin(GatewayIdentity identity)
{
    /// <summary>Whether the URL is plain HTTP on the gateway's own address; any port will do. A name is refused, since who answers for it is anybody's choice.</summary>
    public bool Allows(Uri url) =>
        url.IsAbsoluteUri
        && url.Scheme == Uri.UriSchemeHttp
        && url.UserInfo.Length == 0
        && url.HostNameType == UriHostNameType.IPv4
        && IPAddress.TryParse(url.Host, out var host)
        && identity.Covers(host);
}
