namespace Porthole.PortMapping.Upnp.Http;

/// <summary>Collects a message's bytes and tells when they are all there, by whichever sign the router gives.</summary>
internal sealed class HttpMessageBuffer(HttpExpectation expectation)
{
    /// <summary>The largest body taken. The largest honest one, a long port listing, is a tenth of it.</summary>
    public const int LargestBody = 256 * 1024;

    // A head holds a dozen short lines.
    private const int LargestHead = 16 * 1024;

    private const int FirstSize = 4096;

    private byte[] _bytes = new byte[FirstSize];
    private int _count;
    private int _bodyStart;
    private int _chunkAt;
    private HttpHead? _head;
    private bool _isChunked;

    /// <summary>The head; null until it is all there.</summary>
    public HttpHead? Head => _head;

    /// <summary>Where the next bytes go.</summary>
    public Memory<byte> Free
    {
        get
        {
            if (_count == _bytes.Length)
            {
                Array.Resize(ref _bytes, Math.Min(_bytes.Length * 2, LargestHead + LargestBody + 1));
            }

            return _bytes.AsMemory(_count);
        }
    }

    /// <summary>Counts <paramref name="received"/> bytes in <see cref="Free"/> as received.</summary>
    public MessageProgress Advance(int received)
    {
        _count += received;
        var progress = MessageProgress.NeedsMore;
        return _head is not null || TryReadHead(out progress) ? BodyProgress(_head!) : progress;
    }

    /// <summary>The message as far as it came; null while even its head is missing.</summary>
    public HttpMessage? Take()
    {
        if (_head is null)
        {
            return null;
        }

        var length = _isChunked
            ? ChunkedBody.Join(_bytes.AsSpan(_bodyStart, _count - _bodyStart))
            : _count - _bodyStart;
        return new HttpMessage(_head, _bytes.AsMemory(_bodyStart, length));
    }

    private bool TryReadHead(out MessageProgress progress)
    {
        progress = MessageProgress.NeedsMore;
        while (_count > _bodyStart)
        {
            var bytes = _bytes.AsSpan(_bodyStart, _count - _bodyStart);
            if (expectation != HttpExpectation.Request && DocumentEnd.IsDocument(bytes))
            {
                // No head at all: a document right away, as HTTP/0.9 had it.
                _head = HttpHead.None;
                return true;
            }

            var length = HttpHead.Measure(bytes);
            if (length < 0)
            {
                progress = bytes.Length > LargestHead ? MessageProgress.NotHttp : MessageProgress.NeedsMore;
                return false;
            }

            var head = expectation == HttpExpectation.Request ? HttpHead.ParseRequest(bytes[..length]) : HttpHead.ParseReply(bytes[..length]);
            if (head is null)
            {
                progress = MessageProgress.NotHttp;
                return false;
            }

            _bodyStart += length;
            if (head.Status is < 100 or >= 200)
            {
                _head = head;
                _isChunked = head.IsChunked;
                return true;
            }
        }

        return false;
    }

    private MessageProgress BodyProgress(HttpHead head)
    {
        var body = _bytes.AsSpan(_bodyStart, _count - _bodyStart);
        if (body.Length > LargestBody)
        {
            return MessageProgress.TooLarge;
        }

        if (head.Status is 204 or 304)
        {
            return MessageProgress.Complete;
        }

        if (_isChunked)
        {
            switch (ChunkedBody.Advance(body, ref _chunkAt))
            {
                case ChunkProgress.Complete:
                    return MessageProgress.Complete;
                case ChunkProgress.NeedsMore:
                    return _chunkAt > 0 ? MessageProgress.MayEnd : MessageProgress.NeedsMore;
                default:
                    // The head says chunked and the body is not: taken as it stands.
                    _isChunked = _chunkAt > 0;
                    break;
            }
        }

        if (DocumentEnd.IsReached(body))
        {
            return MessageProgress.Complete;
        }

        if (body.Length >= (head.ContentLength ?? (expectation == HttpExpectation.ReplyWithoutBody ? 0 : int.MaxValue)))
        {
            return DocumentEnd.IsDocument(body) ? MessageProgress.LengthReached : MessageProgress.Complete;
        }

        return MessageProgress.MayEnd;
    }
}
