using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices.Brands;
using Porthole.Agent.Devices.Discovery;
using Porthole.PortMapping;

namespace Porthole.Agent.Devices;

/// <summary>The URL an owner types into a player or browser. It never holds a password.</summary>
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

    /// <summary>The main and sub streams of a brand on the LAN, as far as their paths are known.</summary>
    public static ImmutableArray<StreamTemplate> OnLan(string? brand, IPAddress address, int port)
    {
        var preset = BrandPresets.Find(brand);
        return [.. Template("main", preset?.MainStream), .. Template("sub", preset?.SubStream)];

        IEnumerable<StreamTemplate> Template(string name, string? path) => path is null ? [] : [new StreamTemplate(name, $"rtsp://{new IPEndPoint(address, port)}{path}")];
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
