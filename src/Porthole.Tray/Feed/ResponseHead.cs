using System.Text;

namespace Porthole.Tray.Feed;

/// <summary>The status line and headers of an HTTP answer (RFC 9112), as far as the tray needs them.</summary>
internal sealed record ResponseHead(int Status, string ContentType)
{
    /// <summary>Kestrel sends some two hundred bytes; what needs more than this is not the agent.</summary>
    public const int MaxBytes = 16 * 1024;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Reads up to the empty line and leaves the stream at the body; null when this is no HTTP answer.</summary>
    public static ResponseHead? Read(Stream stream)
    {
        var room = MaxBytes;
        if (ReadLine(stream, ref room) is not { } statusLine || StatusOf(statusLine) is not { } status) return null;

        var contentType = "";
        while (ReadLine(stream, ref room) is { } line)
        {
            if (line.Length == 0) return new ResponseHead(status, contentType);
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1) return null;
            if (line.AsSpan(0, colon).Equals("Content-Type", StringComparison.OrdinalIgnoreCase)) contentType = line[(colon + 1)..].Trim();
        }

        return null;
    }

    /// <summary><c>HTTP/1.1 200 OK</c> gives 200.</summary>
    private static int? StatusOf(string line) =>
        line.Length >= 12
        && line.StartsWith("HTTP/1.", StringComparison.Ordinal)
        && line[8] == ' '
        && (line.Length == 12 || line[12] == ' ')
        && int.TryParse(line.AsSpan(9, 3), System.Globalization.NumberStyles.None, provider: null, out var status)
        && status >= 100
            ? status
            : null;

    private static string? ReadLine(Stream stream, ref int room)
    {
        var line = new StringBuilder();
        while (room-- > 0 && stream.ReadByte() is var next and >= 0)
        {
            if (next == '\n') return line.ToString();
            if (next != '\r') line.Append((char)next);
        }

        return null;
    }
}
