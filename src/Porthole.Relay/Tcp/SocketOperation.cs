using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Porthole.Relay.Tcp;

/// <summary>
/// One reusable awaitable socket operation whose failure is a value. The awaitables of <see cref="Socket"/> throw:
/// some 20 µs for every connection that is reset, and each socket would keep two of them.
/// </summary>
internal sealed class SocketOperation() : SocketAsyncEventArgs(true), IValueTaskSource<SocketError>
{
    private ManualResetValueTaskSourceCore<SocketError> _source;

    /// <summary>Completes when the socket has bytes, an end or an error to read, without a buffer to hold meanwhile.</summary>
    public ValueTask<SocketError> WaitForDataAsync(Socket socket) => ReceiveAsync(socket, Memory<byte>.Empty);

    public ValueTask<SocketError> ReceiveAsync(Socket socket, Memory<byte> buffer)
    {
        SetBuffer(buffer);
        return Run(socket, static (socket, operation) => socket.ReceiveAsync(operation));
    }

    /// <summary>Completes when all bytes are with the operating system.</summary>
    public ValueTask<SocketError> SendAsync(Socket socket, Memory<byte> bytes)
    {
        SetBuffer(bytes);
        return Run(socket, static (socket, operation) => socket.SendAsync(operation));
    }

    public ValueTask<SocketError> ConnectAsync(Socket socket, EndPoint target)
    {
        RemoteEndPoint = target;
        return Run(socket, static (socket, operation) => socket.ConnectAsync(operation));
    }

    public SocketError GetResult(short token) => _source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    protected override void OnCompleted(SocketAsyncEventArgs e) => _source.SetResult(SocketError);

    private ValueTask<SocketError> Run(Socket socket, Func<Socket, SocketOperation, bool> start)
    {
        _source.Reset();

        try
        {
            return start(socket, this) ? new(this, _source.Version) : new(SocketError);
        }
        catch (ObjectDisposedException)
        {
            // The session was ended from outside between two operations.
            return new(SocketError.OperationAborted);
        }
    }
}
