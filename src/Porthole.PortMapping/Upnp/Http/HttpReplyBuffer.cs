namespace Porthole.PortMapping.Upnp.Http;

/// <summary>How far a reply is read.</summary>
internal enum ReplyProgress
{
    /// <summary>More must come.</summary>
    NeedsMore,

    /// <summary>More may come; without it the reply can be used as it is.</summary>
    MayEnd,

    /// <summary>The claimed length is there, but the document goes on.</summary>
    LengthReached,

    Complete,

    TooLarge,

    NotHttp,
}

/// <summary>Collects a reply's bytes and tells when they are all there, by whichever sign the router gives.</summary>
internal sealed class HttpReplyBuffer(bool isBodyExpected)
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
    public ReplyProgress Advance(int received)
    {
        _count += received;
        var progress = ReplyProgress.NeedsMore;
        return _head is not null || TryReadHead(out progress) ? BodyProgress(_head!) : progress;
    }

    /// <summary>The reply as far as it came; null while even its head is missing.</summary>
    public HttpReply? Take()
    {
        if (_head is null)
        {
            return null;
        }

        var length = _isChunked
            ? ChunkedBody.Join(_bytes.AsSpan(_bodyStart, _count - _bodyStart))
            : _count - _bodyStart;
        return new HttpReply(_head, _bytes.AsMemory(_bodyStart, length));
    }

    private bool TryReadHead(out ReplyProgress progress)
    {
        progress = ReplyProgress.NeedsMore;
        while (_count > _bodyStart)
        {
            var bytes = _bytes.AsSpan(_bodyStart, _count - _bodyStart);
            if (DocumentEnd.IsDocument(bytes))
            {
                // No head at all: a document right away, as HTTP/0.9 had it.
                _head = HttpHead.None;
                return true;
            }

            var length = HttpHead.Measure(bytes);
            if (length < 0)
            {
                progress = bytes.Length > LargestHead ? ReplyProgress.NotHttp : ReplyProgress.NeedsMore;
                return false;
            }

            var head = HttpHead.Parse(bytes[..length]);
            if (head is null)
            {
                progress = ReplyProgress.NotHttp;
                return false;
            }

            _bodyStart += length;
            if (head.Status >= 200)
            {
                _head = head;
                _isChunked = head.IsChunked;
                return true;
            }
        }

        return false;
    }

    private ReplyProgress BodyProgress(HttpHead head)
    {
        var body = _bytes.AsSpan(_bodyStart, _count - _bodyStart);
        if (body.Length > LargestBody)
        {
            return ReplyProgress.TooLarge;
        }

        if (head.Status is 204 or 304)
        {
            return ReplyProgress.Complete;
        }

        if (_isChunked)
        {
            switch (ChunkedBody.Advance(body, ref _chunkAt))
            {
                case ChunkProgress.Complete:
                    return ReplyProgress.Complete;
                case ChunkProgress.NeedsMore:
                    return _chunkAt > 0 ? ReplyProgress.MayEnd : ReplyProgress.NeedsMore;
                default:
                    // The head says chunked and the body is not: taken as it stands.
                    _isChunked = _chunkAt > 0;
                    break;
            }
        }

        if (DocumentEnd.IsReached(body))
        {
            return ReplyProgress.Complete;
        }

        if (body.Length >= (head.ContentLength ?? (isBodyExpected ? int.MaxValue : 0)))
        {
            return DocumentEnd.IsDocument(body) ? ReplyProgress.LengthReached : ReplyProgress.Complete;
        }

        return ReplyProgress.MayEnd;
    }
}
