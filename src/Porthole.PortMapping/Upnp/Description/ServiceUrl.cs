using System.Collections.Immutable;
using Porthole.PortMapping.Upnp.Http;

namespace Porthole.PortMapping.Upnp.Description;

/// <summary>Resolves the URLs of a description the several ways that routers mean them.</summary>
internal static class ServiceUrl
{
    /// <summary>
    /// The URLs that <paramref name="value"/> may stand for, likeliest first, all on the gateway. An absolute one
    /// stands for itself, on whatever port (D-Link DIR-655). A relative one is resolved against URLBase, where it is
    /// usable, and against the description's own URL, since URLBase is wrong on some routers (BiglyBT); one without
    /// a leading slash is tried from the root as well (goupnp adds the slash, RFC 3986 keeps the description's folder).
    /// </summary>
    public static ImmutableArray<Uri> Resolve(string value, string urlBase, Uri description, GatewayPin pin)
    {
        value = value.Trim();
        if (value.Length == 0)
        {
            return [];
        }

        if (value.Contains("://", StringComparison.Ordinal) && !value.StartsWith('/') && !value.StartsWith('?'))
        {
            return Uri.TryCreate(value, UriKind.Absolute, out var absolute) && pin.Allows(absolute) ? [absolute] : [];
        }

        var urls = ImmutableArray.CreateBuilder<Uri>();
        if (Uri.TryCreate(urlBase.Trim(), UriKind.Absolute, out var stated) && pin.Allows(stated))
        {
            Add(urls, stated, value, pin);
        }

        Add(urls, description, value, pin);
        return urls.ToImmutable();
    }

    private static void Add(ImmutableArray<Uri>.Builder urls, Uri root, string value, GatewayPin pin)
    {
        string[] spellings = value.StartsWith('/') || value.StartsWith('?') ? [value] : [value, "/" + value];
        foreach (var spelling in spellings)
        {
            if (Uri.TryCreate(root, spelling, out var url) && pin.Allows(url) && !urls.Contains(url))
            {
                urls.Add(url);
            }
        }
    }
}
