using System.Net.Sockets;
using System.Text;

namespace Porthole.Simulation.Http;

/// <summary>A start line, headers and a body: the shape that HTTP and RTSP share.</summary>
internal sealed record TextMessage(string StartLine, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>In how many pieces it arrived.</summary>
    public int Pieces { get; init; } = 1;

    public string? Header(string name) => Headers.Find(name);
}

/// <summary>Why there is no message.</summary>
internal enum ReadFailure
{
    /// <summary>The other side closed before a whole message came.</summary>
    Closed,

    /// <summary>Headers or body above the limits.</summary>
    TooLarge,

    /// <summary>A length that is no number, or a body without a length.</summary>
    Malformed,
}

/// <summary>Reads messages of the HTTP family from a socket, one after the other, within limits.</summary>
internal sealed class MessageReader(Socket socket)
{
    // What small routers allow is less; a hostile client gets no more.
    private const int MaximumHeader = 16 * 1024;

    // The limit on bodies that the whole of Porthole uses.
    private const int MaximumBody = 256 * 1024;

    private static readonly byte[] Continue = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;
    private int _pieces;

    /// <summary>The next message, or why there is none.</summary>
    public async ValueTask<(TextMessage? Message, ReadFailure Failure)> ReadAsync(CancellationToken cancellationToken)
    {
        _pieces = _end > _start ? 1 : 0;
        int headerLength;
        while ((headerLength = HeaderLength(_buffer.AsSpan(_start, _end - _start))) < 0)
        {
            if (_end - _start > MaximumHeader)
                return (null, ReadFailure.TooLarge);
            if (!await FillAsync(cancellationToken))
                return (null, ReadFailure.Closed);
        }

        var message = ParseHead(Encoding.Latin1.GetString(_buffer, _start, headerLength));
        _start += headerLength;

        if (message.Header("Transfer-Encoding") is not null)
            return (null, ReadFailure.Malformed);
        if (message.Header("Content-Length") is not { } text)
            return (message with { Pieces = _pieces }, default);
        if (!int.TryParse(text, out var length) || length < 0)
            return (null, ReadFailure.Malformed);
        if (length > MaximumBody)
            return (null, ReadFailure.TooLarge);
        if (message.Header("Expect") is not null)
            await socket.SendAsync(Continue, cancellationToken);
        return await ReadExactlyAsync(length, cancellationToken) is { } body
            ? (message with { Body = body, Pieces = _pieces }, default)
            : (null, ReadFailure.Closed);
    }

    /// <summary>The next byte without taking it; -1 at the end.</summary>
    public async ValueTask<int> PeekAsync(CancellationToken cancellationToken)
    {
        while (_start == _end)
        {
            if (!await FillAsync(cancellationToken))
                return -1;
        }

        return _buffer[_start];
    }

    /// <summary>Exactly so many bytes; null when the other side closed before.</summary>
    public async ValueTask<byte[]?> ReadExactlyAsync(int count, CancellationToken cancellationToken)
    {
        while (_end - _start < count)
        {
            if (!await FillAsync(cancellationToken))
                return null;
        }

        var bytes = _buffer.AsSpan(_start, count).ToArray();
        _start += count;
        return bytes;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var received = await socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += received;
        _pieces++;
        return received > 0;
    }

    /// <summary>The length of the head with its empty line, or -1. Bare LF ends a line too.</summary>
    private static int HeaderLength(ReadOnlySpan<byte> bytes)
    {
        var crlf = bytes.IndexOf("\r\n\r\n"u8);
        var lf = bytes.IndexOf("\n\n"u8);
        if (crlf < 0)
            return lf < 0 ? -1 : lf + 2;
        return lf < 0 || crlf < lf ? crlf + 4 : lf + 2;
    }

    private static TextMessage ParseHead(string head)
    {
        var lines = head.Split('\n');
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':');
            if (colon > 0)
                headers.Add(new(line[..colon].Trim(), line[(colon + 1)..].Trim()));
        }

        return new TextMessage(lines[0].Trim(), headers, default);
    }
}
