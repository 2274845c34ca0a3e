using System.Net;
using System.Text;
using Porthole.Simulation.Http;

namespace Porthole.Simulation;

/// <summary>One HTTP request as it came in.</summary>
/// <param name="Method">The method, for instance <c>GET</c>, <c>POST</c>, <c>M-POST</c> or <c>SUBSCRIBE</c>.</param>
/// <param name="Target">The request target exactly as sent, usually a path.</param>
/// <param name="Headers">The headers in their order and spelling.</param>
/// <param name="Body">The body, at most 256 KiB.</param>
/// <param name="From">Who asks.</param>
public sealed record HttpCall(
    string Method,
    string Target,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    ReadOnlyMemory<byte> Body,
    IPEndPoint From)
{
    /// <summary>In how many pieces it arrived from the network. Some routers understand a request only in one TCP segment.</summary>
    public int Pieces { get; init; } = 1;

    /// <summary>The first header of that name, in any spelling; null when absent.</summary>
    public string? Header(string name) => Headers.Find(name);

    /// <summary>The body read as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);
}
