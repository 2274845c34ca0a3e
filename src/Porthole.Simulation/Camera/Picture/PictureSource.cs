using System.Collections.Immutable;
using System.Threading.Channels;
using Porthole.Simulation.Camera.Jpeg;

namespace Porthole.Simulation.Camera.Picture;

/// <summary>One encoded picture and when it was taken.</summary>
internal sealed record Shot(long Number, uint Timestamp, byte[] Scan);

/// <summary>Takes pictures at a steady rate while somebody watches, once for all viewers.</summary>
internal sealed class PictureSource(string name, int framesPerSecond, TimeProvider time) : IAsyncDisposable
{
    // RFC 2435, 3: the clock of JPEG over RTP.
    private const int ClockRate = 90_000;

    // A good picture of about 12 kB; any other value from 1 to 99 would do.
    private const int Quality = 75;

    // A viewer that is this far behind loses its oldest picture rather than holding up the others.
    private const int Backlog = 4;

    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private readonly CancellationTokenSource _stop = new();
    private ImmutableArray<Channel<Shot>> _viewers = [];
    private Task _taking = Task.CompletedTask;
    private bool _isTaking;

    public JpegEncoder Encoder { get; } = new(Quality);

    /// <summary>The viewers that watch now.</summary>
    public int Viewers => _viewers.Length;

    /// <summary>The picture of this moment as a JPEG file.</summary>
    public byte[] Snapshot() => Encoder.WriteFile(Take(atLeast: 0).Scan);

    /// <summary>Watches until <see cref="Leave"/>.</summary>
    public ChannelReader<Shot> Join()
    {
        var viewer = Channel.CreateBounded<Shot>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            _viewers = _viewers.Add(viewer);
            if (!_isTaking)
            {
                _isTaking = true;
                _taking = TakeWhileWatchedAsync(_taking);
            }
        }

        return viewer.Reader;
    }

    public void Leave(ChannelReader<Shot> reader)
    {
        lock (_gate)
            _viewers = _viewers.RemoveAll(v => v.Reader == reader);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _taking;
        _stop.Dispose();
    }

    private async Task TakeWhileWatchedAsync(Task former)
    {
        await former.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var number = -1L;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / framesPerSecond), time);
        try
        {
            do
            {
                lock (_gate)
                {
                    _isTaking = _viewers.Length > 0;
                    if (!_isTaking)
                        return;
                }

                var shot = Take(number + 1);
                number = shot.Number;
                foreach (var viewer in _viewers)
                    viewer.Writer.TryWrite(shot);
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The camera is switched off.
        }
    }

    /// <summary>The picture of this moment. On a busy machine two may be taken close together; then the later one still moves on.</summary>
    private Shot Take(long atLeast)
    {
        var elapsed = time.GetElapsedTime(_start);
        var number = Math.Max(atLeast, (long)(elapsed.TotalSeconds * framesPerSecond));
        var scan = Encoder.EncodeScan(TestPicture.Draw(name, time.GetUtcNow(), number));

        // By the number and not by the clock: players want even steps, and each later than the one before.
        return new Shot(number, (uint)(number * ClockRate / framesPerSecond), scan);
    }
}
