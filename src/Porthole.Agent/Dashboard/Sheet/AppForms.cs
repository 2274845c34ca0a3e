using System.Collections.Immutable;

namespace Porthole.Agent.Dashboard.Sheet;

/// <summary>What the makers' apps ask for when a camera is added by address (knowledge from an installer's site note and the makers' manuals).</summary>
internal static class AppForms
{
    /// <summary>The form of the brand's app for one address; null when the brand has none that works by address, or its port is not there.</summary>
    /// <param name="brand">The device's brand.</param>
    /// <param name="name">The device's name.</param>
    /// <param name="where">For whom the address is good, for instance "from outside".</param>
    /// <param name="ports">Address and port by the device's internal port number.</param>
    public static AppForm? For(string? brand, string name, string where, IReadOnlyDictionary<int, string> ports) => brand?.ToLowerInvariant() switch
    {
        "hikvision" or "annke" when ports.TryGetValue(8000, out var server) => Form(
            "Hik-Connect or iVMS-4500",
            where,
            [new("Alias", name), new("Register mode", "IP/Domain"), .. AddressAndPort(server), new("User name", ""), new("Password", ""), new("Camera No.", "")]),
        "dahua" or "amcrest" or "empiretech" when ports.TryGetValue(37777, out var server) => Form(
            "DMSS, add by IP/Domain",
            where,
            [new("Device name", name), .. AddressAndPort(server), new("User name", ""), new("Password", "")]),
        "reolink" when ports.TryGetValue(9000, out var media) => Form(
            "Reolink, add by IP/Domain",
            where,
            [new("Device name", name), .. AddressAndPort(media), new("User name", ""), new("Password", "")]),
        "xmeye" or "xiongmai" when ports.TryGetValue(34567, out var media) => Form(
            "XMEye, add by IP/Domain",
            where,
            [new("Device name", name), .. AddressAndPort(media), new("User name", ""), new("Password", "")]),
        _ => null,
    };

    private static AppForm Form(string app, string where, ImmutableArray<SheetField> fields) => new($"{app} ({where})", fields);

    private static ImmutableArray<SheetField> AddressAndPort(string endpoint)
    {
        var colon = endpoint.LastIndexOf(':');
        return [new("Address", endpoint[..colon]), new("Port", endpoint[(colon + 1)..])];
    }
}
