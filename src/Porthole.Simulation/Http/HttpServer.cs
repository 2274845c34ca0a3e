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
    private readonly TcpService _service;
    private readonly Func<HttpCall, CancellationToken, ValueTask<HttpReply?>> _answer;
    private readonly TimeProvider _time;

    public HttpServer(IPEndPoint endPoint, Func<HttpCall, CancellationToken, ValueTask<HttpReply?>> answer, TimeProvider time)
    {
        (_answer, _time) = (answer, time);
        _service = TcpService.Listen(endPoint, ServeAsync);
    }

    public IPEndPoint EndPoint => _service.EndPoint;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private async Task ServeAsync(Socket socket, CancellationToken cancellationToken)
    {
        var (message, failure) = await new MessageReader(socket).ReadAsync(cancellationToken);
        var reply = message is null ? Refuse(failure) : await AnswerAsync(message, (IPEndPoint)socket.RemoteEndPoint!, cancellationToken);
        if (reply is null)
        {
            if (failure != ReadFailure.Closed || message is not null)
                await Sockets.UntilClosedAsync(socket, cancellationToken);
            return;
        }

        await HttpWriter.WriteAsync(socket, reply, _time, cancellationToken);
    }

    private ValueTask<HttpReply?> AnswerAsync(TextMessage message, IPEndPoint from, CancellationToken cancellationToken)
    {
        var parts = message.StartLine.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length is 2 or 3
            ? _answer(new HttpCall(parts[0], parts[1], message.Headers, message.Body, from), cancellationToken)
            : ValueTask.FromResult<HttpReply?>(HttpReply.Error(400, "Bad Request"));
    }

    private static HttpReply? Refuse(ReadFailure failure) => failure switch
    {
        ReadFailure.TooLarge => HttpReply.Error(413, "Payload Too Large"),
        ReadFailure.Malformed => HttpReply.Error(400, "Bad Request"),
        _ => null,
    };
}
