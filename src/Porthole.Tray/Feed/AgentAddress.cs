using System.Globalization;
using System.Net;

namespace Porthole.Tray.Feed;

/// <summary>
/// Where the agent listens: plain HTTP on loopback, and nothing else. Read by hand, because the framework's <see cref="Uri"/>
/// brings with it, for one line of text, what a program that sits in memory all day then keeps.
/// </summary>
/// <param name="Host">As it stands in the URL; an IPv6 address in its brackets.</param>
/// <param name="Ip">The loopback address that it names.</param>
/// <param name="Port">1 to 65535.</param>
internal sealed record AgentAddress(string Host, IPAddress Ip, int Port)
{
    private const string Scheme = "http://";
    private const int DefaultPort = 80;

    /// <summary>An address of this PC.</summary>
    public static AgentAddress Local(int port) => new("127.0.0.1", IPAddress.Loopback, port);

    /// <summary>The address in a URL; null when it is not plain HTTP on loopback, or names a user, a path or more. No name is ever looked up.</summary>
    public static AgentAddress? Parse(string url)
    {
        if (!url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var authority = url[Scheme.Length..];
        if (authority.EndsWith('/')) authority = authority[..^1];

        // A colon within brackets belongs to an IPv6 address.
        var colon = authority.LastIndexOf(':');
        var hasPort = colon > authority.LastIndexOf(']');
        var host = hasPort ? authority[..colon] : authority;
        var port = hasPort ? PortOf(authority[(colon + 1)..]) : DefaultPort;
        return LoopbackOf(host) is { } ip && port is { } number ? new AgentAddress(host, ip, number) : null;
    }

    /// <summary>The URL of the agent's first page.</summary>
    public override string ToString() => $"{Scheme}{Host}:{Port}/";

    private static int? PortOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= IPEndPoint.MinPort + 1 and <= IPEndPoint.MaxPort ? port : null;

    private static IPAddress? LoopbackOf(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return IPAddress.Loopback;
        var isIpv6 = host.StartsWith('[') && host.EndsWith(']');
        if (isIpv6 != host.Contains(':') || host.Contains('%')) return null;
        return IPAddress.TryParse(isIpv6 ? host[1..^1] : host, out var ip) && IPAddress.IsLoopback(ip) ? ip : null;
    }
}
