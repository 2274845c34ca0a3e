using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Net;
using Porthole.Simulation.Router.Forwarding;

namespace Porthole.Simulation.Router.Table;

/// <summary>
/// The router's mappings, their leases and the forwarders behind them. Every member is safe from any thread;
/// a mapping is in the table only while its external port is really bound.
/// </summary>
internal sealed class MappingTable(SimulatedRouterOptions options, QuirkCollection quirks, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<TableRow> _rows = [];
    private readonly TaskSet _closing = new();
    private IPAddress _wan = options.WanAddress;
    private bool _isUp = true;

    /// <summary>Raised after the table changed, outside its lock.</summary>
    public event EventHandler? Changed;

    /// <summary>What is in force, in the order in which it was made.</summary>
    public IReadOnlyList<SimulatedMapping> Snapshot()
    {
        lock (_gate)
            return [.. _rows.Where(IsInForce).Select(r => r.Mapping with { Forwarding = r.Forwarder is not null })];
    }

    public SimulatedMapping? Find(ProtocolType protocol, int externalPort)
    {
        lock (_gate)
            return Row(protocol, externalPort)?.Mapping;
    }

    /// <summary>Grants exactly this external port or says why not. The same internal host may overwrite what it holds.</summary>
    public (TableAnswer Answer, SimulatedMapping Mapping) Add(SimulatedMapping mapping)
    {
        (TableAnswer, SimulatedMapping) result;
        lock (_gate)
            result = AddLocked(mapping);
        if (result.Item1 == TableAnswer.Granted)
            Changed?.Invoke(this, EventArgs.Empty);
        return result;
    }

    /// <summary>Whether the permission rules allow it; the first match decides, no match allows.</summary>
    public bool IsPermitted(int externalPort, IPEndPoint inside)
    {
        foreach (var rule in options.Rules)
        {
            if (rule.Matches(externalPort, inside))
                return rule.Allow;
        }

        return true;
    }

    /// <summary>Removes every mapping that fits; returns how many did.</summary>
    public int Remove(Func<SimulatedMapping, bool> fits)
    {
        int removed;
        lock (_gate)
        {
            var gone = _rows.Where(r => fits(r.Mapping)).ToList();
            removed = gone.Count;
            gone.ForEach(DropLocked);
        }

        if (removed > 0)
            Changed?.Invoke(this, EventArgs.Empty);
        return removed;
    }

    /// <summary>Moves every forwarder to another WAN address; what cannot be bound there stays listed and does not forward.</summary>
    public void MoveTo(IPAddress wan)
    {
        lock (_gate)
        {
            _wan = wan;
            _rows.ForEach(RebindLocked);
        }
    }

    /// <summary>Lets traffic through or not; mappings stay.</summary>
    public void SetUp(bool isUp)
    {
        lock (_gate)
        {
            _isUp = isUp;
            _rows.ForEach(RebindLocked);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Remove(static _ => true);
        await _closing.WhenAllAsync();
    }

    private (TableAnswer Answer, SimulatedMapping Mapping) AddLocked(SimulatedMapping mapping)
    {
        if (!_isUp)
            return (TableAnswer.Down, mapping);
        if (!IsPermitted(mapping.ExternalPort, mapping.Internal))
            return (TableAnswer.Forbidden, mapping);
        if (options.ReservedPorts.Contains(mapping.ExternalPort))
            return (TableAnswer.HeldByMechanism, mapping);
        mapping = mapping with { MadeAt = time.GetUtcNow() };
        if (quirks.ChangeStore(mapping) is not { } stored)
            return (TableAnswer.Granted, mapping);

        // A quirk that grants another port must not wander on with each renewal.
        if (Row(mapping.Protocol, mapping.ExternalPort) is { } known && known.Mapping.Internal.Equals(mapping.Internal))
            stored = stored with { ExternalPort = mapping.ExternalPort };

        var held = Row(stored.Protocol, stored.ExternalPort);
        if (held is not null && !held.Mapping.Internal.Address.Equals(stored.Internal.Address))
            return (TableAnswer.HeldByOther, held.Mapping);
        if (held is null && _rows.Count >= options.MaximumMappings)
            return (TableAnswer.Full, stored);

        if (held is not null && held.Mapping.Internal.Equals(stored.Internal))
        {
            held.Renew(stored, time, Expire);
            return (TableAnswer.Granted, stored);
        }

        if (held is not null)
            DropLocked(held);
        var row = new TableRow(stored);
        row.Forwarder = Forward(stored);
        if (row.Forwarder is null && stored.Enabled)
            return (TableAnswer.HeldByMechanism, stored);
        row.Renew(stored, time, Expire);
        _rows.Add(row);
        return (TableAnswer.Granted, stored);
    }

    private TableRow? Row(ProtocolType protocol, int externalPort) =>
        _rows.Find(r => r.Mapping.Protocol == protocol && r.Mapping.ExternalPort == externalPort && IsInForce(r));

    private bool IsInForce(TableRow row) => row.Mapping.EndsAt is not { } end || end > time.GetUtcNow();

    private IAsyncDisposable? Forward(SimulatedMapping mapping)
    {
        if (!mapping.Enabled)
            return null;
        try
        {
            return Forwarder.Start(new IPEndPoint(_wan, mapping.ExternalPort), mapping, time);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private void RebindLocked(TableRow row)
    {
        Close(row);
        row.Forwarder = _isUp ? Forward(row.Mapping) : null;
    }

    private void Expire(TableRow row)
    {
        lock (_gate)
        {
            if (!_rows.Contains(row))
                return;
            if (IsInForce(row))
            {
                row.Renew(row.Mapping, time, Expire);
                return;
            }

            DropLocked(row);
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }

    private void DropLocked(TableRow row)
    {
        _rows.Remove(row);
        row.Dispose();
        Close(row);
    }

    private void Close(TableRow row)
    {
        if (row.Forwarder is { } forwarder)
            _closing.Add(forwarder.DisposeAsync().AsTask());
        row.Forwarder = null;
    }
}
