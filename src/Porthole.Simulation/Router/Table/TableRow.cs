namespace Porthole.Simulation.Router.Table;

/// <summary>A mapping with its lease timer and its forwarder. Guarded by the table's lock.</summary>
internal sealed class TableRow(SimulatedMapping mapping) : IDisposable
{
    // Timers end at 49 days while NAT-PMP knows leases of 136 years: a long one is looked at again each day.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private ITimer? _lease;

    public SimulatedMapping Mapping { get; private set; } = mapping;

    /// <summary>What carries the traffic; null while nothing does.</summary>
    public IAsyncDisposable? Forwarder { get; set; }

    /// <summary>Takes over a new description and lease; <paramref name="look"/> is called when it is worth a look whether the lease has ended.</summary>
    public void Renew(SimulatedMapping mapping, TimeProvider time, Action<TableRow> look)
    {
        Mapping = mapping;
        _lease?.Dispose();
        _lease = null;
        if (mapping.EndsAt is not { } end)
            return;
        var left = end - time.GetUtcNow();
        var wait = left < TimeSpan.Zero ? TimeSpan.Zero : left > LongestWait ? LongestWait : left;
        _lease = time.CreateTimer(_ => look(this), null, wait, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _lease?.Dispose();
}
