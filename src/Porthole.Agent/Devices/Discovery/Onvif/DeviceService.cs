using System.Net;
using Porthole.Agent.Devices.Discovery.Searching;

namespace Porthole.Agent.Devices.Discovery.Onvif;

/// <summary>Finds the address of ONVIF's device service in what a device says.</summary>
internal static class DeviceService
{
    /// <summary>Devices list one for each of their cards.</summary>
    private const int Most = 16;

    private const int Longest = 256;

    /// <summary>
    /// The URL to call, always on the address that the answer came from: cameras name 0.0.0.0 (AlexxIT/go2rtc), the address
    /// of another card, or an old one; and no answer may lead the call to another machine. Null when there is none for HTTP.
    /// </summary>
    public static Uri? Choose(string? addresses, IPAddress from)
    {
        var candidates = (addresses ?? "").Split((char[]?)null, Most, StringSplitOptions.RemoveEmptyEntries)
            .Where(text => text.Length <= Longest)
            .Select(text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp && uri.Port > 0 ? uri : null)
            .OfType<Uri>()
            .ToList();
        var chosen = candidates.Find(uri => IPAddress.TryParse(uri.Host, out var host) && host.Equals(from)) ?? candidates.FirstOrDefault();
        return chosen is null ? null : new UriBuilder(Uri.UriSchemeHttp, from.ToString(), chosen.Port, chosen.AbsolutePath).Uri;
    }

    /// <summary>The port of a service, under the name that a forward of it would have.</summary>
    public static DevicePort PortOf(Uri service) => new(service.IsDefaultPort ? "http" : "onvif", service.Port);
}
