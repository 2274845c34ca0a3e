namespace Porthole.PortMapping.Upnp.Http;

/// <summary>
/// Walks the lines of an HTTP-like head: HTTP replies, SSDP packets, event messages.
/// </summary>
/// <remarks>
/// Lines may end in CRLF or in LF alone, blanks around names and values may be missing or too many.
/// The walk ends at the blank line or at the end of the input.
/// </remarks>
internal ref struct HeaderLines(ReadOnlySpan<byte> head)
{
    private ReadOnlySpan<byte> _rest = head;

    /// <summary>The first line of the head, trimmed.</summary>
    public ReadOnlySpan<byte> ReadFirstLine()
    {
        TakeLine(out var line);
        return line;
    }

    /// <summary>Goes to the next header; a line without a colon is skipped.</summary>
    public bool Read(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        while (TakeLine(out var line) && !line.IsEmpty)
        {
            var colon = line.IndexOf((byte)':');
            if (colon > 0)
            {
                name = line[..colon].Trim(" \t"u8);
                value = line[(colon + 1)..].Trim(" \t"u8);
                return true;
            }
        }

        name = default;
        value = default;
        return false;
    }

    private bool TakeLine(out ReadOnlySpan<byte> line)
    {
        if (_rest.IsEmpty)
        {
            line = default;
            return false;
        }

        var end = _rest.IndexOf((byte)'\n');
        line = (end < 0 ? _rest : _rest[..end]).Trim(" \t\r\0"u8);
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return true;
    }
}
