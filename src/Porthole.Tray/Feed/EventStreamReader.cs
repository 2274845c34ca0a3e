using System.Text;

namespace Porthole.Tray.Feed;

/// <summary>
/// Reads server-sent events (WHATWG HTML, section 9.2.6) from a stream that buffers.
/// The fields <c>id</c> and <c>retry</c> are left out: the agent always sends its whole status, and the tray waits as it sees fit.
/// </summary>
internal sealed class EventStreamReader(Stream stream, int maxEventBytes = EventStreamReader.DefaultMaxEventBytes)
{
    /// <summary>A forward takes about half a kilobyte: room for more than a thousand, and no more memory than that for a stream gone mad.</summary>
    public const int DefaultMaxEventBytes = 1024 * 1024;

    private const string DefaultType = "message";

    private readonly ByteBuffer _line = new();
    private readonly ByteBuffer _data = new();
    private string _type = DefaultType;
    private bool _afterCarriageReturn;
    private bool _started;

    /// <summary>Waits for the next event. What stands before the end of the stream without a closing empty line is no event.</summary>
    public EventRead Read(out ServerSentEvent item)
    {
        item = default;
        _data.Clear();
        _type = DefaultType;
        while (true)
        {
            if (ReadLine() is var end and not EventRead.Event) return end;
            if (_line.Count > 0)
            {
                if (!TakeField(_line.Written)) return EventRead.TooLarge;
                continue;
            }

            if (_data.Count > 0)
            {
                // Every data line left a line feed behind it; the last one is not part of the data.
                item = new ServerSentEvent(_type, _data.First(_data.Count - 1));
                return EventRead.Event;
            }

            _type = DefaultType;
        }
    }

    /// <summary>Reads one line, ended by CR, LF or both; <see cref="EventRead.Event"/> when there is one.</summary>
    private EventRead ReadLine()
    {
        _line.Clear();
        while (stream.ReadByte() is var next and >= 0)
        {
            var isSecondHalf = _afterCarriageReturn && next == '\n';
            _afterCarriageReturn = next == '\r';
            if (isSecondHalf) continue;
            if (next is '\r' or '\n')
            {
                SkipByteOrderMark();
                return EventRead.Event;
            }

            if (_line.Count == maxEventBytes) return EventRead.TooLarge;
            _line.Add((byte)next);
        }

        return EventRead.Ended;
    }

    private void SkipByteOrderMark()
    {
        if (_started) return;
        _started = true;
        var mark = "\uFEFF"u8;
        if (_line.Written.StartsWith(mark)) _line.RemoveStart(mark.Length);
    }

    /// <summary>Takes one line's field; false when the event grows too large.</summary>
    private bool TakeField(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        var name = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? [] : line[(colon + 1)..];
        if (value.StartsWith(" "u8)) value = value[1..];

        if (name.SequenceEqual("event"u8))
        {
            _type = value.IsEmpty ? DefaultType : Encoding.UTF8.GetString(value);
        }
        else if (name.SequenceEqual("data"u8))
        {
            if (_data.Count + value.Length >= maxEventBytes) return false;
            _data.Add(value);
            _data.Add("\n"u8);
        }

        return true;
    }
}

/// <summary>How a read of an event stream ended.</summary>
internal enum EventRead
{
    /// <summary>With an event.</summary>
    Event,

    /// <summary>The stream is at its end.</summary>
    Ended,

    /// <summary>A line or an event is larger than the limit. The stream is of no more use.</summary>
    TooLarge,
}
