using Porthole.PortMapping.Upnp.Xml;

namespace Porthole.PortMapping.Upnp.Http;

/// <summary>Tells whether a document is all there by its root's end tag, for routers whose Content-Length is missing or wrong.</summary>
internal static class DocumentEnd
{
    // A root tag stands near the start; behind so much prologue nobody looks for it.
    private const int LongestPrologue = 1024;

    public static bool IsReached(ReadOnlySpan<byte> body)
    {
        var end = body.TrimEnd("\0\r\n\t "u8);
        if (end.IsEmpty || end[^1] != '>')
        {
            return false;
        }

        var scanner = new XmlScanner(end[..Math.Min(end.Length, LongestPrologue)]);
        if (!scanner.Read() || !scanner.IsStart)
        {
            return false;
        }

        var open = end.LastIndexOf("</"u8);
        if (open < 0)
        {
            return false;
        }

        var closing = end[(open + 2)..^1].TrimEnd((byte)' ');
        closing = closing[(closing.IndexOf((byte)':') + 1)..];
        return XmlScanner.Same(closing, scanner.Name);
    }

    /// <summary>Whether a body begins like a document, and so has an end to wait for.</summary>
    public static bool IsDocument(ReadOnlySpan<byte> body) => body.TrimStart("\uFEFF\0\r\n\t "u8) is [(byte)'<', ..];
}
