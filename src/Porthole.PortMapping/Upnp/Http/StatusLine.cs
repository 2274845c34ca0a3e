namespace Porthole.PortMapping.Upnp.Http;

/// <summary>The first line of a reply: <c>HTTP/1.1 200 OK</c>, and <c>HTTP 1.1 200 OK</c>, <c>HTTP/1.x 200</c> and the like.</summary>
internal static class StatusLine
{
    /// <summary>Parses the status; null when the line does not begin with HTTP or holds no status from 100 to 599.</summary>
    public static int? Parse(ReadOnlySpan<byte> line)
    {
        if (line.Length < 4 || !HeaderText.Is(line[..4], "HTTP"u8))
        {
            return null;
        }

        foreach (var range in line.Split((byte)' '))
        {
            var word = line[range];
            if (word.Length == 3 && HeaderText.DecodeNumber(word) is >= 100 and <= 599 and var status)
            {
                return status;
            }
        }

        return null;
    }
}
