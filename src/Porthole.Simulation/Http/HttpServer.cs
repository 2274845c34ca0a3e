using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Net;

namespace Porthole.Simulation.Http;

/// <summary>
/// An HTTP server as small devices have it: one request a connection, then it closes. A handler that
/// returns null leaves the client without an answer until it goes away.
/// </summary>
internal sealed class HttpServer : IAsyncDisposable
{
    // A client that has not sent its request by then is let go: the time in which UPnP Device Architecture 1.1,
    // 3.2.2 wants a whole call answered.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpService _service;

    public HttpServer(IPEndPoint endPoint, Func<HttpCall, CancellationToken, ValueTask<HttpReply?>> answer, TimeProvider time) =>
        _service = TcpService.Listen(endPoint, (socket, stop) => ServeAsync(new Outlet(socket), answer, time, stop));

    public IPEndPoint EndPoint => _service.EndPoint;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    /// <summary>Serves the one request of a connection.</summary>
    public static async Task ServeAsync(
        Outlet outlet,
        Func<HttpCall, CancellationToken, ValueTask<HttpReply?>> answer,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (message, failure) = await ReadAsync(outlet.Socket, time, cancellationToken);
        if (message is null && failure == ReadFailure.Closed)
            return;
        var reply = Parse(message, (IPEndPoint)outlet.Socket.RemoteEndPoint!) is { } call ? await answer(call, cancellationToken)
            : failure == ReadFailure.TooLarge ? HttpReply.Error(413, "Payload Too Large")
            : HttpReply.Error(400, "Bad Request");
        if (reply is null)
            await Sockets.UntilClosedAsync(outlet.Socket, cancellationToken);
        else
            await HttpWriter.WriteAsync(outlet, reply, time, cancellationToken);
    }

    private static async ValueTask<(TextMessage? Message, ReadFailure Failure)> ReadAsync(Socket socket, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(Patience, time, cancellationToken);
        return await new MessageReader(socket).ReadAsync(deadline.Token);
    }

    private static HttpCall? Parse(TextMessage? message, IPEndPoint from)
    {
        var words = message?.StartLine.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length is 2 or 3 ? new HttpCall(words[0], words[1], message!.Headers, message.Body, from) { Pieces = message.Pieces } : null;
    }
}
