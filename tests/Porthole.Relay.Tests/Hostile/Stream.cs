using System.Buffers.Binary;
using System.Net;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Hostile;

/// <summary>A legitimate viewer's stream: numbers in order, each checked, until it is stopped.</summary>
internal sealed class Stream : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sending;
    private readonly Task _receiving;
    private long _received;

    private Stream(TcpPeer viewer, TcpPeer device)
    {
        _sending = SendAsync(device);
        _receiving = ReceiveAsync(viewer);
    }

    public long Received => Interlocked.Read(ref _received);

    public static async Task<Stream> StartAsync(IRelayListener listener, Camera camera, string from)
    {
        var (viewer, device) = await Site.JoinAsync(listener, camera, IPAddress.Parse(from));
        var stream = new Stream(viewer, device);
        await stream.GoesOnAsync();
        return stream;
    }

    /// <summary>Waits until it has moved on from now by more than one piece in hand.</summary>
    public async Task GoesOnAsync()
    {
        var now = Received;
        await Wait.UntilAsync(() => Received > now + (1 << 18) || _receiving.IsCompleted, "more of the stream");
        _receiving.IsCompleted.ShouldBeFalse("the viewer lost its stream");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sending.InTimeAsync();
        await _receiving.InTimeAsync();
        _stop.Dispose();
    }

    private async Task SendAsync(TcpPeer device)
    {
        var bytes = new byte[8000];
        for (long next = 0; !_stop.IsCancellationRequested;)
        {
            for (var at = 0; at < bytes.Length; at += sizeof(long))
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), next++);
            await device.SendAsync(bytes);
            // A camera's pace, not that of a machine that does nothing else.
            await Task.Delay(1);
        }

        device.Finish();
    }

    private async Task ReceiveAsync(TcpPeer viewer)
    {
        var bytes = new byte[64 * 1024];
        var number = new byte[sizeof(long)];
        while (await viewer.Socket.ReceiveAsync(bytes).InTimeAsync() is > 0 and var length)
        {
            for (var i = 0; i < length; i++)
            {
                var position = _received + i;
                if (position % sizeof(long) == 0)
                    BinaryPrimitives.WriteInt64LittleEndian(number, position / sizeof(long));
                if (bytes[i] != number[position % sizeof(long)])
                    Assert.Fail($"The byte at {position} is wrong.");
            }

            Interlocked.Add(ref _received, length);
        }

        _stop.IsCancellationRequested.ShouldBeTrue("the stream ended before the camera ended it");
    }
}
