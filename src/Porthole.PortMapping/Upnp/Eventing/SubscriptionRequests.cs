using System.Globalization;
using Porthole.PortMapping.Upnp.Http;

namespace Porthole.PortMapping.Upnp.Eventing;

/// <summary>The requests of a subscription, and what comes back (UPnP Device Architecture 1.1, 4.1).</summary>
internal static class SubscriptionRequests
{
    // The architecture's recommended length (4.1.2: "should be greater than or equal to 1800 seconds").
    private const int WishedSeconds = 1800;

    public static HttpRequest Subscribe(Uri url, Uri callback) =>
        Request("SUBSCRIBE", url, new("CALLBACK", $"<{callback}>"), new("NT", "upnp:event"), new("TIMEOUT", $"Second-{WishedSeconds}"));

    public static HttpRequest Renew(Grant grant) => Request("SUBSCRIBE", grant.Url, new("SID", grant.Sid), new("TIMEOUT", $"Second-{WishedSeconds}"));

    public static HttpRequest Unsubscribe(Grant grant) => Request("UNSUBSCRIBE", grant.Url, new KeyValuePair<string, string>("SID", grant.Sid));

    /// <summary>The subscription that a reply grants; null when it grants none.</summary>
    public static Grant? Read(Uri url, HttpMessage? reply) =>
        reply is { IsSuccess: true, Head: { Sid.Length: > 0 } head } ? new Grant(url, head.Sid, Seconds(head.Timeout)) : null;

    private static HttpRequest Request(string method, Uri url, params KeyValuePair<string, string>[] headers) =>
        new(method, url) { Headers = headers, Expectation = HttpExpectation.ReplyWithoutBody };

    /// <summary>Reads <c>Second-1800</c>; anything else, <c>infinite</c> among it, counts as what was asked for.</summary>
    private static int Seconds(string timeout)
    {
        var number = timeout[(timeout.IndexOf('-', StringComparison.Ordinal) + 1)..];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? Math.Min(seconds, WishedSeconds)
            : WishedSeconds;
    }
}

/// <summary>A subscription as it was granted.</summary>
internal sealed record Grant(Uri Url, string Sid, int Seconds);
