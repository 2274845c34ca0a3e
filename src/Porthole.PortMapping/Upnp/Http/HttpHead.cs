using System.Buffers.Text;

namespace Porthole.PortMapping.Upnp.Http;

/// <summary>The head of an HTTP message, as far as anybody here asks for it.</summary>
internal sealed class HttpHead
{
    private string _location = "";
    private string _server = "";
    private string _sid = "";
    private string _timeout = "";

    private HttpHead()
    {
    }

    /// <summary>The head that stands for none: a body alone, as HTTP/0.9 sends it.</summary>
    public static HttpHead None { get; } = new() { Status = 200 };

    /// <summary>The status of a reply; 0 for a request.</summary>
    public int Status { get; private init; }

    /// <summary>The method of a request; empty for a reply.</summary>
    public string Method { get; private init; } = "";

    /// <summary>The path of a request; empty for a reply.</summary>
    public string Path { get; private init; } = "";

    /// <summary>The length that the reply claims for its body; often wrong.</summary>
    public int? ContentLength { get; private set; }

    public bool IsChunked { get; private set; }

    public string Location => _location;

    public string Server => _server;

    /// <summary>The subscription identifier of an event subscription (UPnP Device Architecture 1.1, 4.1.2).</summary>
    public string Sid => _sid;

    /// <summary>The number of an event message among those of its subscription (4.3.2); null when there is none, or what is there is no number.</summary>
    public uint? Seq { get; private set; }

    /// <summary>The granted time of an event subscription, such as <c>Second-1800</c>.</summary>
    public string Timeout => _timeout;

    /// <summary>The number of bytes up to and with the blank line that ends a head; negative when it is not there yet.</summary>
    public static int Measure(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; ;)
        {
            var line = bytes[at..].IndexOf((byte)'\n');
            if (line < 0)
            {
                return -1;
            }

            at += line + 1;
            if (at < bytes.Length && bytes[at] == '\n')
            {
                return at + 1;
            }

            if (at + 1 < bytes.Length && bytes[at] == '\r' && bytes[at + 1] == '\n')
            {
                return at + 2;
            }
        }
    }

    /// <summary>Parses the head of a reply; null when its first line is no status line.</summary>
    public static HttpHead? ParseReply(ReadOnlySpan<byte> bytes)
    {
        var lines = new HeaderLines(bytes);
        return StatusLine.Parse(lines.ReadFirstLine()) is { } status ? new HttpHead { Status = status }.Take(lines) : null;
    }

    /// <summary>Parses the head of a request; null when its first line is not a method and a path.</summary>
    public static HttpHead? ParseRequest(ReadOnlySpan<byte> bytes)
    {
        var lines = new HeaderLines(bytes);
        var line = lines.ReadFirstLine();
        var method = line.IndexOf((byte)' ');
        if (method <= 0)
        {
            return null;
        }

        var path = line[(method + 1)..].TrimStart((byte)' ');
        var end = path.IndexOf((byte)' ');
        path = end < 0 ? path : path[..end];
        return path.IsEmpty
            ? null
            : new HttpHead { Method = HeaderText.Decode(line[..method]), Path = HeaderText.Decode(path) }.Take(lines);
    }

    private HttpHead Take(HeaderLines lines)
    {
        while (lines.Read(out var name, out var value))
        {
            Take(name, value);
        }

        return this;
    }

    private void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (HeaderText.Is(name, "Content-Length"u8))
        {
            ContentLength ??= HeaderText.DecodeNumber(value);
        }
        else if (HeaderText.Is(name, "Transfer-Encoding"u8))
        {
            IsChunked |= HeaderText.Contains(value, "chunked"u8);
        }
        else if (HeaderText.Is(name, "Location"u8))
        {
            HeaderText.DecodeFirst(value, ref _location);
        }
        else if (HeaderText.Is(name, "Server"u8))
        {
            HeaderText.DecodeFirst(value, ref _server);
        }
        else if (HeaderText.Is(name, "SID"u8))
        {
            HeaderText.DecodeFirst(value, ref _sid);
        }
        else if (HeaderText.Is(name, "SEQ"u8))
        {
            Seq ??= Utf8Parser.TryParse(value, out uint number, out var length) && length == value.Length ? number : null;
        }
        else if (HeaderText.Is(name, "TIMEOUT"u8))
        {
            HeaderText.DecodeFirst(value, ref _timeout);
        }
    }
}
