namespace Porthole.Agent.Devices.Discovery;

/// <summary>Lets one search run at a time, for whoever asks over the API.</summary>
internal sealed class DiscoveryDesk(IDeviceDiscovery discovery, TimeProvider time)
{
    private int _isTaken;

    /// <summary>The turn, to be disposed after the search; null while somebody else has it.</summary>
    public IDisposable? TryTakeTurn() => Interlocked.Exchange(ref _isTaken, 1) == 0 ? new Turn(this) : null;

    /// <summary>Searches by the defaults; the caller holds the turn.</summary>
    public async Task<DiscoveryDocument> SearchAsync(IProgress<DiscoveryProgress>? progress, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var devices = await discovery.SearchAsync(new DiscoveryOptions(), progress, cancellationToken);
        return DiscoveryDocument.From(time.GetElapsedTime(start), devices);
    }

    private sealed class Turn(DiscoveryDesk desk) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref desk._isTaken, 0);
    }
}
