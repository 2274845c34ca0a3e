using System.Net;

namespace Porthole.Relay.Listening;

/// <summary>End points as people know them.</summary>
internal static class PlainEndPoint
{
    /// <summary>The IPv4 end point of an IPv4-mapped IPv6 one; any other as it is.</summary>
    public static IPEndPoint Of(IPEndPoint endPoint) =>
        endPoint.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint;
}
