namespace Porthole.Simulation.Router.Table;

/// <summary>A mapping with its lease timer and its forwarder. Guarded by the table's lock.</summary>
internal sealed class TableRow(SimulatedMapping mapping) : IDisposable
{
    private ITimer? _lease;

    public SimulatedMapping Mapping { get; private set; } = mapping;

    /// <summary>What carries the traffic; null while nothing does.</summary>
    public IAsyncDisposable? Forwarder { get; set; }

    /// <summary>Takes over a new description and lease.</summary>
    public void Renew(SimulatedMapping mapping, TimeProvider time, Action<TableRow> expire)
    {
        Mapping = mapping;
        _lease?.Dispose();
        _lease = null;
        if (mapping.EndsAt is { } end)
        {
            var left = end - time.GetUtcNow();
            _lease = time.CreateTimer(_ => expire(this), null, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _lease?.Dispose();
}
