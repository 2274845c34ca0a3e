using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Net;

namespace Porthole.Simulation.Device;

/// <summary>The socket of one search protocol on one device.</summary>
internal sealed class SearchResponder : IAsyncDisposable
{
    private readonly DeviceFace _face;
    private readonly Func<ReadOnlyMemory<byte>, IPEndPoint, byte[]?> _answer;
    private readonly IPEndPoint? _to;
    private readonly UdpService _socket;
    private readonly TaskCompletionSource<UdpService> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _questions;

    /// <summary>Answers at once.</summary>
    /// <param name="face">The device.</param>
    /// <param name="port">The protocol's port; 0 takes a free one.</param>
    /// <param name="group">The group that it listens to; null for none.</param>
    /// <param name="answer">Makes the answer to a question from somebody; null for none.</param>
    /// <param name="answersToGroup">Whether answers go to the group, on the same port, instead of to who asked.</param>
    /// <exception cref="SocketException">The port or the card is not to be had.</exception>
    public SearchResponder(DeviceFace face, int port, IPAddress? group, Func<ReadOnlyMemory<byte>, IPEndPoint, byte[]?> answer, bool answersToGroup = false)
    {
        var card = face.Options.NetworkCard;
        _to = answersToGroup && card is not null && group is not null ? new IPEndPoint(group, port) : null;
        (_face, _answer) = (face, answer);
        _socket = UdpService.Bind(new IPEndPoint(card is null ? face.Address : IPAddress.Any, port), ServeAsync, shared: card is not null, card);
        if (card is not null && group is not null)
            _socket.Join(group, face.Address);
        _ready.SetResult(_socket);
    }

    public int Port => _socket.EndPoint.Port;

    /// <summary>How many questions it understood.</summary>
    public int Questions => Volatile.Read(ref _questions);

    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    private async Task ServeAsync(ReadOnlyMemory<byte> datagram, IPEndPoint from, CancellationToken stop)
    {
        if (_answer(datagram, from) is not { } reply)
            return;
        Interlocked.Increment(ref _questions);
        if (_face.Options.AnswerDelay > TimeSpan.Zero)
            await Task.Delay(_face.Options.AnswerDelay, _face.Time, stop);

        // The first question may come before the constructor has its socket.
        await (await _ready.Task).SendAsync(reply, _to ?? from, stop);
    }
}
