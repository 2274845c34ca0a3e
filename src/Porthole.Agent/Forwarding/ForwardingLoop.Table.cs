using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <content>What else is open on the router.</content>
internal sealed partial class ForwardingLoop
{
    /// <summary>Reading a table is a call for each entry, and cameras open ports when they are set up or restarted: once an hour is soon enough.</summary>
    private static readonly TimeSpan TablePace = TimeSpan.FromHours(1);

    /// <summary>While a device's own mapping is in the way its owner is at work on it, and wants to see it gone.</summary>
    private static readonly TimeSpan TablePaceWhileTold = TimeSpan.FromMinutes(5);

    /// <summary>A router that takes minutes to tell its table may be at work each time.</summary>
    private const int MostSweeps = 5;

    private ImmutableArray<TableEntry> _table = [];
    private DateTimeOffset? _tableReadAt;
    private bool _readingTable;

    /// <summary>Whether the table is to be searched for what we left in it and do not know of: at start, and whenever the router was found anew.</summary>
    private bool _mustSweep = true;

    /// <summary>How often in a row the search had to be made again.</summary>
    private int _sweeps;

    /// <summary>Whether the table was changed from here while it was read: an entry that goes lets the next one slip through, since it is read by place.</summary>
    private bool _tableDisturbed;

    private void ForgetTable() => (_table, _tableReadAt, _readingTable, _mustSweep, _sweeps) = ([], null, false, true, 0);

    // What a reboot brings back from the router's flash memory may be older than anything this run knows.
    private void SweepAnew() => (_tableReadAt, _mustSweep, _sweeps, _tableDisturbed) = (null, true, 0, true);

    // Whoever holds the port that a forward wished is in the table now.
    private void ReadTableAfter(WishedForward wish, Holding climbed)
    {
        var isElsewhere = climbed.Mapping is { } mapping && mapping.ExternalPort != wish.ExternalPort && !_table.Any(entry => (entry.Transport, entry.ExternalPort) == (wish.Transport, wish.ExternalPort));
        if (isElsewhere || climbed.Refusals.Any(attempt => attempt.Refusal.Reason == RefusalReason.Conflict)) _tableReadAt = null;
    }

    // The forwards come first.
    private void ReadTableWhenDue(DateTimeOffset now)
    {
        if (_readingTable || _session is null || _view?.Protocols.FirstOrDefault(protocol => protocol.CanRead) is not { } reader) return;
        if ((_machines.Count == 0 && !_mustSweep) || _machines.Values.Any(machine => machine.IsBusy || machine.State == Status.ForwardState.Pending)) return;
        if (_tableReadAt is { } last && last + (_problems.Stands("PH404") ? TablePaceWhileTold : TablePace) is var due && now < due)
        {
            WakeBy(due);
            return;
        }

        (_readingTable, _tableDisturbed) = (true, false);
        var (session, calls, cancellationToken) = (_session, _calls, _working);
        RunBeside(async () => new LoopEvent.TableRead(session, await calls.ListAsync(reader, cancellationToken)));
    }

    private void NoticeTable(GatewayResult<IReadOnlyList<TableEntry>> result, DateTimeOffset now)
    {
        _readingTable = false;
        _tableReadAt = now;
        if (!result.IsGranted) return;
        _table = [.. result.Value];
        if (_mustSweep) Sweep(now);
    }

    /// <summary>
    /// Takes up what bears our tag and no forward holds, as a leftover: of a run that was killed before it could write down which port
    /// it was granted, or of a time that a state folder from a backup knows nothing of. It is taken over or closed like any other.
    /// </summary>
    private void Sweep(DateTimeOffset now)
    {
        var isUnsure = _tableDisturbed;
        var held = _machines.Values.Select(machine => machine.Held.Mapping).OfType<Mapping>().Select(mapping => (mapping.Transport, mapping.ExternalPort)).ToHashSet();
        foreach (var entry in _table.Where(entry => _tag.IsOn(entry) && !held.Contains((entry.Transport, entry.ExternalPort))))
        {
            isUnsure |= IsUnderWay(entry);
            if (IsUnderWay(entry)) continue;
            GoBackTo(entry);
            if (entry.InternalAddress is not { } inner) continue;
            var leftover = new RememberedForward
            {
                Wish = entry.ExternalPort,
                External = entry.ExternalPort,
                Transport = entry.Transport,
                Via = MappingProtocol.UpnpIgd,
                Internal = new IPEndPoint(inner, entry.InternalPort).ToString(),
                Description = entry.Description,
                LeaseSeconds = (long?)entry.LeaseLeft?.TotalSeconds,
                Router = _view?.Gateway.Address.ToString(),
            };
            if (_leftovers.Knows(leftover)) continue;
            ForwardingLog.LeftoverFound(_logger, entry.ExternalPort, leftover.Internal);
            _leftovers.Add(leftover, now);
        }

        _mustSweep = isUnsure && ++_sweeps < MostSweeps;
        if (_mustSweep) _tableReadAt = null;
    }

    // Only what an earlier run of ours left was in the way of the port that is wished: the address that a phone knows comes back.
    private void GoBackTo(TableEntry entry)
    {
        foreach (var machine in _machines.Values.Where(machine => (machine.Wish.Transport, machine.Wish.ExternalPort) == (entry.Transport, entry.ExternalPort) && machine is { IsBusy: false, Held.IsMapped: true }))
        {
            machine.ForgetPorts();
            machine.MustRelease = true;
            machine.Why = $"external port {entry.ExternalPort} was held by what an earlier run had left open";
        }
    }

    // What work asks for at this moment, a trial or a new mapping, is in the table before it is held.
    private bool IsUnderWay(TableEntry entry) =>
        _machines.Values.Any(machine => machine.IsBusy && _climber.DescriptionFor(machine.Wish).StartsWith(entry.Description, StringComparison.Ordinal));
}
