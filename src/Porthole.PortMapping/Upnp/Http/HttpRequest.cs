using System.Text;

namespace Porthole.PortMapping.Upnp.Http;

/// <summary>One request to a router.</summary>
/// <param name="Method">The method.</param>
/// <param name="Url">The URL; its host is the gateway's address.</param>
internal sealed record HttpRequest(string Method, Uri Url)
{
    // The form that the UPnP Device Architecture (1.1, 3.2.1) asks for: system, UPnP version, product.
    private const string UserAgent = "Porthole/1.0 UPnP/1.1 Porthole/1.0";

    /// <summary>Headers beside those that every request has, spelled as they go out.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body; null for none.</summary>
    public string? Body { get; init; }

    /// <summary>What the reply will be; an answer to SUBSCRIBE has no body, and says so on few routers.</summary>
    public HttpExpectation Expectation { get; init; } = HttpExpectation.Reply;

    /// <summary>The time to connect, where it is not the usual one.</summary>
    public TimeSpan? ConnectWithin { get; init; }

    /// <summary>Whether the answer is likely to lead to another request to the same server: a connection for that one is opened meanwhile.</summary>
    public bool IsFollowed { get; init; }

    /// <summary>
    /// The request as it goes out: header and body in one piece, since old Linksys routers need them in one TCP
    /// segment (miniupnpc), and never <c>Expect: 100-continue</c>, which costs a second on routers that do not know it.
    /// </summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder(512);
        text.Append(Method).Append(' ').Append(Url.PathAndQuery).Append(" HTTP/1.1\r\n");
        text.Append("Host: ").Append(Url.Host).Append(':').Append(Url.Port).Append("\r\n");
        text.Append("User-Agent: ").Append(UserAgent).Append("\r\n");
        if (Body is not null)
        {
            text.Append("Content-Length: ").Append(Encoding.UTF8.GetByteCount(Body)).Append("\r\n");
        }

        foreach (var (name, value) in Headers)
        {
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        text.Append("Connection: close\r\n\r\n").Append(Body);
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
