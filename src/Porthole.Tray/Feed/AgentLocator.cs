using System.Net;
using System.Text.Json;

namespace Porthole.Tray.Feed;

/// <summary>Finds the agent's address: what it wrote into <c>agent.json</c>, else the usual one.</summary>
internal sealed class AgentLocator(StateFolder folder)
{
    /// <summary>The address of an agent whose settings name no other (DESIGN.md, "Settings", <c>Api:Url</c>).</summary>
    public static Uri UsualAddress { get; } = new("http://127.0.0.1:8730/");

    /// <summary>The address to try now; read anew every time, because an agent may come back on another port.</summary>
    public Uri Locate() => SmallFile.Read(folder.AgentFile) is { } content ? Parse(content) ?? UsualAddress : UsualAddress;

    /// <summary>The <c>url</c> of an <c>agent.json</c>; null when there is none that is plain HTTP on loopback.</summary>
    /// <remarks>The token goes to this address: a file that names another host is not believed.</remarks>
    public static Uri? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("url", out var url)
                && url.ValueKind == JsonValueKind.String
                && Uri.TryCreate(url.GetString(), UriKind.Absolute, out var address)
                && address.Scheme == Uri.UriSchemeHttp
                && address.UserInfo.Length == 0
                && LoopbackOf(address) is not null
                    ? address
                    : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that holds half a surrogate pair.
            return null;
        }
    }

    /// <summary>The loopback address that a URL names; null for any other host. No name is ever looked up.</summary>
    public static IPAddress? LoopbackOf(Uri address)
    {
        if (address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return IPAddress.Loopback;
        return IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip) ? ip : null;
    }
}
