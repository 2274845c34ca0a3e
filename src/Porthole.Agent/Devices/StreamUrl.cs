using System.Collections.Immutable;
using Porthole.Agent.Devices.Brands;
using Porthole.Agent.Devices.Discovery;
using Porthole.PortMapping;

namespace Porthole.Agent.Devices;

/// <summary>The URL an owner types into a player or browser. Only <see cref="WithCredentials"/> puts a password into one.</summary>
internal static class StreamUrl
{
    /// <summary>The URL of a forward at <paramref name="endpoint"/> (address and port as text); null where no URL is known for the port.</summary>
    public static string? For(WishedForward forward, string endpoint)
    {
        if (forward.Transport != Transport.Tcp) return null;
        return Scheme(forward) switch
        {
            ("rtsp" or "rtsps") and var scheme => $"{scheme}://{endpoint}{BrandPresets.Find(forward.Brand)?.MainStream ?? "/"}",
            { } scheme => $"{scheme}://{endpoint}/",
            null => null,
        };
    }

    /// <summary>The main and sub streams of a brand at <paramref name="endpoint"/> (address and port as text), as far as their paths are known.</summary>
    public static ImmutableArray<StreamTemplate> Streams(string? brand, string endpoint)
    {
        var preset = BrandPresets.Find(brand);
        return [.. Template("main", preset?.MainStream), .. Template("sub", preset?.SubStream)];

        IEnumerable<StreamTemplate> Template(string name, string? path) => path is null ? [] : [new StreamTemplate(name, $"rtsp://{endpoint}{path}")];
    }

    /// <summary>
    /// A URL with user and password in it, for a player that cannot ask for them. Both are percent-encoded: an "@" or "/" in a
    /// password would otherwise end it (RFC 3986, 3.2.1). For the eyes of who asked alone: such a URL is never logged or kept.
    /// </summary>
    public static string WithCredentials(string url, string user, string password)
    {
        var host = url.IndexOf("://", StringComparison.Ordinal) + "://".Length;
        return $"{url[..host]}{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(password)}@{url[host..]}";
    }

    private static string? Scheme(WishedForward forward) => (forward.Name.ToLowerInvariant(), forward.InternalPort) switch
    {
        ("rtsp" or "rtsps" or "http" or "https", _) => forward.Name.ToLowerInvariant(),
        (_, 554 or 5554 or 8554) => "rtsp",
        (_, 80 or 81) => "http",
        (_, 443) => "https",
        _ => null,
    };
}
