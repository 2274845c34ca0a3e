using System.Net;
using System.Net.Sockets;

namespace Porthole.PortMapping.Upnp.Http;

/// <summary>
/// An HTTP client for routers: one connection a request, everything bounded, and tolerant of what routers call HTTP.
/// </summary>
/// <remarks>
/// It stands in for <c>HttpClient</c>, which rejects LF-only heads and wrong lengths, writes header names
/// its own way and costs more at start than the whole exchange.
/// </remarks>
internal sealed class RouterHttpClient(DefaultGateway gateway, GatewayPin pin, TimeProvider time, HttpBounds bounds)
{
    // Routers redirect to a slash or to a login page; more is a loop.
    private const int MostRedirects = 3;

    private SpareConnection? _spare;
    private volatile bool _opensSpares = true;

    public ValueTask<HttpResult> GetAsync(Uri url, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequest("GET", url), cancellationToken);

    /// <summary>Sends a request and follows redirects on the gateway, all within one bound; throws only <see cref="OperationCanceledException"/>, on the caller's wish.</summary>
    public async ValueTask<HttpResult> SendAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(bounds.Whole, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await FollowAsync(request, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HttpResult.Failed(HttpFailure.Timeout, $"{request.Url} did not answer within {bounds.Whole.TotalSeconds:0} s, all redirects and repeats together");
        }
    }

    private async ValueTask<HttpResult> FollowAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            if (!pin.Allows(request.Url))
            {
                return HttpResult.Failed(HttpFailure.ForbiddenRedirect, $"{request.Url} is not on the gateway");
            }

            var result = await ExchangeAsync(request, cancellationToken);
            if (result.Reply is not { Status: 301 or 302 or 303 or 307 or 308 } reply || reply.Head.Location.Length == 0)
            {
                return result;
            }

            if (redirects == MostRedirects || !Uri.TryCreate(request.Url, reply.Head.Location, out var target))
            {
                return HttpResult.Failed(HttpFailure.ForbiddenRedirect, $"{request.Url} redirects without end");
            }

            request = request with { Url = target };
        }
    }

    /// <summary>Closes what stands ready for a next request that will not come.</summary>
    public void CloseSpare() => Interlocked.Exchange(ref _spare, null)?.Dispose();

    /// <summary>
    /// Sends a request by the connection that stands ready, or else by a new one. A connection that stood ready and brought
    /// nothing says nothing of the router, so the request goes out again; what is asked of a router may be asked twice.
    /// </summary>
    private async ValueTask<HttpResult> ExchangeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var to = new IPEndPoint(IPAddress.Parse(request.Url.Host), request.Url.Port);
        if (Interlocked.Exchange(ref _spare, null) is { } spare && await spare.TakeAsync(to, cancellationToken) is { } ready)
        {
            var result = await ExchangeAsync(request, ready, to, bounds.ReplyBySpare, cancellationToken);
            if (result is not { Reply: null, Failure: HttpFailure.Broken or HttpFailure.Timeout })
            {
                return result;
            }
        }

        return request.IsFollowed && _opensSpares
            ? await ExchangeAheadAsync(request, to, cancellationToken)
            : await ExchangeAsync(request with { IsFollowed = false }, NewSocket(), to, bounds.Reply, cancellationToken);
    }

    /// <summary>Opens the next connection meanwhile. A router that then breaks this one off is asked again, and never so any more.</summary>
    private async ValueTask<HttpResult> ExchangeAheadAsync(HttpRequest request, IPEndPoint to, CancellationToken cancellationToken)
    {
        var result = await ExchangeAsync(request, NewSocket(), to, bounds.Reply, cancellationToken);
        if (result.Reply is not null || result.Failure != HttpFailure.Broken)
        {
            return result;
        }

        _opensSpares = false;
        CloseSpare();
        return await ExchangeAsync(request with { IsFollowed = false }, NewSocket(), to, bounds.Reply, cancellationToken);
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private async ValueTask<HttpResult> ExchangeAsync(
        HttpRequest request, Socket connection, IPEndPoint to, TimeSpan replyWithin, CancellationToken cancellationToken)
    {
        using var socket = connection;
        using var deadline = new CancellationTokenSource(request.ConnectWithin ?? bounds.Connect, time);
        using var silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token, silence.Token);
        var buffer = new HttpMessageBuffer(request.Expectation);
        try
        {
            if (!socket.Connected)
            {
                socket.Bind(new IPEndPoint(gateway.LocalAddress, 0));
                await socket.ConnectAsync(to, stop.Token);
            }

            deadline.CancelAfter(replyWithin);
            if (request.IsFollowed)
            {
                Interlocked.Exchange(ref _spare, SpareConnection.Open(gateway.LocalAddress, to, time))?.Dispose();
            }

            await SendAllAsync(socket, request.ToBytes(), stop.Token);
            return await ReceiveAsync(socket, buffer, request.Url, silence, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return silence.IsCancellationRequested && !deadline.IsCancellationRequested && buffer.Take() is { } reply
                ? reply
                : HttpResult.Failed(HttpFailure.Timeout, $"{request.Url} did not answer in time");
        }
        catch (SocketException e)
        {
            // A router that closes with bytes unread resets the connection behind a good reply.
            return buffer.Take() is { } reply ? reply : HttpResult.Failed(Classify(e.SocketErrorCode), $"{request.Url}: {e.SocketErrorCode}");
        }
    }

    private static async ValueTask SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
        }
    }

    private async ValueTask<HttpResult> ReceiveAsync(
        Socket socket, HttpMessageBuffer buffer, Uri url, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        while (true)
        {
            // The sending side stays open: a half-close makes DrayTek routers drop their reply.
            var received = await socket.ReceiveAsync(buffer.Free, cancellationToken);
            var progress = buffer.Advance(received);
            if (progress == MessageProgress.TooLarge)
            {
                return HttpResult.Failed(HttpFailure.TooLarge, $"{url} sent more than {HttpMessageBuffer.LargestBody} bytes");
            }

            if (progress == MessageProgress.NotHttp)
            {
                return HttpResult.Failed(HttpFailure.NotHttp, $"{url} did not answer in HTTP");
            }

            if (received == 0 || progress == MessageProgress.Complete)
            {
                return buffer.Take() is { } reply ? reply : HttpResult.Failed(HttpFailure.Broken, $"{url} closed the connection without a reply");
            }

            silence.CancelAfter(progress switch
            {
                MessageProgress.LengthReached => bounds.SilenceAfterLength,
                MessageProgress.MayEnd => bounds.Silence,
                _ => Timeout.InfiniteTimeSpan,
            });
        }
    }

    private static HttpFailure Classify(SocketError error) =>
        error == SocketError.ConnectionRefused ? HttpFailure.Refused : HttpFailure.Broken;
}
