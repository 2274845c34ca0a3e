using System.Threading.Channels;

namespace Porthole.Agent.Status;

/// <summary>Where the forwarding loop hangs out its newest snapshot, for everything that shows it.</summary>
internal sealed class StatusBoard(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<ChannelWriter<StatusSnapshot>> _watchers = [];
    private StatusSnapshot _current = StatusSnapshot.Starting(time.GetUtcNow());

    public StatusSnapshot Current
    {
        get
        {
            lock (_gate) return _current;
        }
    }

    public void Publish(StatusSnapshot snapshot)
    {
        lock (_gate)
        {
            _current = snapshot;
            foreach (var watcher in _watchers) watcher.TryWrite(snapshot);
        }
    }

    /// <summary>The newest snapshot, then every newer one; a slow reader skips those in between.</summary>
    public async IAsyncEnumerable<StatusSnapshot> WatchAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<StatusSnapshot>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            channel.Writer.TryWrite(_current);
            _watchers.Add(channel.Writer);
        }

        try
        {
            await foreach (var snapshot in channel.Reader.ReadAllAsync(cancellationToken)) yield return snapshot;
        }
        finally
        {
            lock (_gate) _watchers.Remove(channel.Writer);
        }
    }
}
