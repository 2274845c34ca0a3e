namespace Porthole.PortMapping.Upnp.Http;

/// <summary>Chunked transfer coding (RFC 9112, 7.1), which some routers send to everybody, with extensions.</summary>
internal static class ChunkedBody
{
    // "FFFFF;name=value": longer size lines are no size lines.
    private const int LongestSizeLine = 256;

    /// <summary>
    /// Steps from chunk to chunk as far as the bytes go. <paramref name="at"/> is kept between calls,
    /// so that a body that drips in is not walked from its start each time.
    /// </summary>
    public static ChunkProgress Advance(ReadOnlySpan<byte> bytes, ref int at)
    {
        while (true)
        {
            var header = ReadSize(bytes[Math.Min(at, bytes.Length)..], out var size, out var length);
            if (header != ChunkProgress.Complete)
            {
                return header;
            }

            if (size == 0)
            {
                return ChunkProgress.Complete;
            }

            if (at + length + size > bytes.Length)
            {
                return ChunkProgress.NeedsMore;
            }

            at += length + size;
        }
    }

    /// <summary>Joins the chunks at the start of <paramref name="bytes"/> and returns their length; what was cut off or is broken is left out.</summary>
    public static int Join(Span<byte> bytes)
    {
        var at = 0;
        var joined = 0;
        while (ReadSize(bytes[at..], out var size, out var length) == ChunkProgress.Complete && size > 0)
        {
            size = Math.Min(size, bytes.Length - at - length);
            bytes.Slice(at + length, size).CopyTo(bytes[joined..]);
            joined += size;
            at += length + size;
        }

        return joined;
    }

    /// <summary>Reads a size line and the line end of the chunk before it.</summary>
    private static ChunkProgress ReadSize(ReadOnlySpan<byte> bytes, out int size, out int length)
    {
        size = 0;
        length = 0;
        while (length < bytes.Length && bytes[length] is (byte)'\r' or (byte)'\n' or (byte)' ')
        {
            length++;
        }

        var line = bytes[length..];
        var end = line.IndexOf((byte)'\n');
        if (end < 0)
        {
            var isSize = line.IsEmpty || (char.IsAsciiHexDigit((char)line[0]) && line.Length <= LongestSizeLine);
            return isSize ? ChunkProgress.NeedsMore : ChunkProgress.Broken;
        }

        length += end + 1;
        var digits = 0;
        while (digits < end && char.IsAsciiHexDigit((char)line[digits]))
        {
            size = (size << 4) | HexValue(line[digits]);
            if (++digits > 6)
            {
                return ChunkProgress.Broken;
            }
        }

        return digits == 0 ? ChunkProgress.Broken : ChunkProgress.Complete;
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}

/// <summary>How far a chunked body is read.</summary>
internal enum ChunkProgress
{
    NeedsMore,
    Complete,
    Broken,
}
