using System.Collections.Immutable;
using System.Text;

namespace Porthole.Simulation;

/// <summary>One HTTP reply and every way in which it may be sent wrongly. Change it with a <c>with</c> expression.</summary>
public sealed record HttpReply
{
    /// <summary>The status line without its line end. The default is <c>HTTP/1.1 200 OK</c>.</summary>
    public string StatusLine { get; init; } = "HTTP/1.1 200 OK";

    /// <summary>The headers in the order and spelling in which they are sent. The framing adds its own behind them.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>How the end of the body is told.</summary>
    public HttpFraming Framing { get; init; }

    /// <summary>Added to the true Content-Length; the default is 0, which tells the truth.</summary>
    public int ContentLengthError { get; init; }

    /// <summary>What ends each header line. The default is CR LF; LF alone is what some routers send.</summary>
    public string LineEnd { get; init; } = "\r\n";

    /// <summary>What stands between a header's name and its value. The default is colon and blank.</summary>
    public string HeaderSeparator { get; init; } = ": ";

    /// <summary>Whether header names are sent in lower case, those of the framing too.</summary>
    public bool LowerCaseNames { get; init; }

    /// <summary>Bytes to a piece when the reply is dripped out; 0, the default, sends it whole.</summary>
    public int PieceSize { get; init; }

    /// <summary>The pause before each piece.</summary>
    public TimeSpan PieceDelay { get; init; }

    /// <summary>The pause before the first byte.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How many bytes of the whole reply are sent before the connection is reset; null, the default, sends all.</summary>
    public int? ResetAfter { get; init; }

    /// <summary>Sent instead of status line, headers and body when it is not null.</summary>
    public ReadOnlyMemory<byte>? Raw { get; init; }

    /// <summary>The body read as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>A reply of status 200 with that body.</summary>
    public static HttpReply Ok(string contentType, ReadOnlyMemory<byte> body) =>
        new HttpReply { Body = body }.WithHeader("Content-Type", contentType);

    /// <summary>A reply of that status with a short HTML page, as small devices send them.</summary>
    public static HttpReply Error(int status, string reason) =>
        new HttpReply { StatusLine = $"HTTP/1.1 {status} {reason}" }
            .WithHeader("Content-Type", "text/html")
            .WithText($"<html><head><title>{status} {reason}</title></head><body><h1>{reason}</h1></body></html>\r\n");

    /// <summary>Exactly these characters, in UTF-8, whatever they are.</summary>
    public static HttpReply RawText(string text) => new() { Raw = Encoding.UTF8.GetBytes(text) };

    /// <summary>The same reply with a header set: replaced where it stands, else added at the end.</summary>
    public HttpReply WithHeader(string name, string value)
    {
        var header = KeyValuePair.Create(name, value);
        for (var i = 0; i < Headers.Length; i++)
        {
            if (Headers[i].Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return this with { Headers = Headers.SetItem(i, header) };
        }

        return this with { Headers = Headers.Add(header) };
    }

    /// <summary>The same reply without that header.</summary>
    public HttpReply WithoutHeader(string name) =>
        this with { Headers = Headers.RemoveAll(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) };

    /// <summary>The same reply with another body.</summary>
    public HttpReply WithText(string text) => this with { Body = Encoding.UTF8.GetBytes(text) };
}
