using System.Diagnostics.Metrics;
using Porthole.Agent.Status;
using Porthole.Relay;

namespace Porthole.Agent.Metrics;

/// <summary>The meter <c>Porthole</c>: read from the newest snapshot when somebody collects, so that it costs nothing when nobody does.</summary>
internal sealed class AgentMeter : IDisposable
{
    public const string Name = "Porthole";

    private readonly StatusBoard _board;
    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _renewals;
    private readonly Counter<long> _recoveries;
    private readonly Dictionary<string, ForwardSnapshot> _before = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);

    public AgentMeter(StatusBoard board)
    {
        _board = board;
        _meter.CreateObservableUpDownCounter("porthole.forwards", Forwards, "{forward}", "Forwards by route and state.");
        _meter.CreateObservableUpDownCounter("porthole.problems", Problems, "{problem}", "Problems that stand, by code and severity.");
        _meter.CreateObservableUpDownCounter("porthole.relay.connections", Connections, "{connection}", "Live relay connections by forward.");
        _meter.CreateObservableCounter("porthole.relay.traffic", Traffic, "By", "Bytes carried by the relay, by forward and direction.");
        _meter.CreateObservableCounter("porthole.relay.refused", Refused, "{connection}", "Connections that the relay turned away, by forward and reason.");
        _renewals = _meter.CreateCounter<long>("porthole.renewals", "{renewal}", "Mappings that were renewed, by protocol.");
        _recoveries = _meter.CreateCounter<long>("porthole.recoveries", "{recovery}", "Forwards that were open, were lost and are open again.");
    }

    /// <summary>Counts renewals and recoveries by what changes between snapshots.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await foreach (var snapshot in _board.WatchAsync(stopping)) Take(snapshot);
    }

    /// <summary>Compares a snapshot with the one before; called one at a time.</summary>
    public void Take(StatusSnapshot snapshot)
    {
        foreach (var forward in snapshot.Forwards)
        {
            if (_before.TryGetValue(forward.Wish.Id, out var earlier) && !ReferenceEquals(earlier, forward)) Count(earlier, forward);
            _before[forward.Wish.Id] = forward;
        }

        if (_before.Count > snapshot.Forwards.Length) Forget(snapshot);
    }

    /// <summary>Whether an instrument is this meter's: tests run several agents side by side.</summary>
    public bool Owns(Instrument instrument) => ReferenceEquals(instrument.Meter, _meter);

    public void Dispose() => _meter.Dispose();

    // What was removed is nothing that a forward of the same name, registered later, could have renewed; nor is its relay held in memory.
    private void Forget(StatusSnapshot snapshot)
    {
        var ids = snapshot.Forwards.Select(forward => forward.Wish.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var id in _before.Keys.Where(id => !ids.Contains(id)).ToList())
        {
            _before.Remove(id);
            _lost.Remove(id);
        }
    }

    private void Count(ForwardSnapshot earlier, ForwardSnapshot now)
    {
        if (earlier.Held.IsMapped && now.State == ForwardState.Failed) _lost.Add(now.Wish.Id);
        if (now.State == ForwardState.Paused) _lost.Remove(now.Wish.Id);
        var isRestored = now.RestoredAt is not null && now.RestoredAt != earlier.RestoredAt;
        if (now.State == ForwardState.Mapped && (_lost.Remove(now.Wish.Id) || isRestored)) _recoveries.Add(1);
        else if (earlier.Held.Mapping is { } old && now.Held.Mapping is { } mapping && old.GrantedAt != mapping.GrantedAt && old.ExternalPort == mapping.ExternalPort)
            _renewals.Add(1, new KeyValuePair<string, object?>("protocol", mapping.Via.ToString()));
    }

    private IEnumerable<Measurement<long>> Forwards() => _board.Current.Forwards
        .GroupBy(forward => (forward.Held.Route, forward.State))
        .Select(group => new Measurement<long>(group.Count(), new("route", group.Key.Route.ToString()), new("state", group.Key.State.ToString())));

    private IEnumerable<Measurement<long>> Problems() => _board.Current.Problems
        .GroupBy(problem => (problem.Code, problem.Severity))
        .Select(group => new Measurement<long>(group.Count(), new("code", group.Key.Code), new("severity", group.Key.Severity.ToString())));

    private IEnumerable<Measurement<long>> Connections() => Relays().Select(entry => new Measurement<long>(entry.Relay.Counters.Connections, new KeyValuePair<string, object?>("forward", entry.Id)));

    private IEnumerable<Measurement<long>> Traffic()
    {
        foreach (var (id, relay) in Relays())
        {
            var counters = relay.Counters;
            yield return new(counters.BytesIn, new("forward", id), new("direction", "in"));
            yield return new(counters.BytesOut, new("forward", id), new("direction", "out"));
        }
    }

    private IEnumerable<Measurement<long>> Refused() =>
        from entry in Relays()
        from reason in Enum.GetValues<RelayRefusal>()
        let count = entry.Relay.RefusedFor(reason)
        where count > 0
        select new Measurement<long>(count, new("forward", entry.Id), new("reason", reason.ToString()));

    private IEnumerable<(string Id, IRelayListener Relay)> Relays() =>
        _board.Current.Forwards.Where(forward => forward.Held.Relay is not null).Select(forward => (forward.Wish.Id, forward.Held.Relay!));
}
