using System.Collections.Immutable;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <content>What else is open on the router.</content>
internal sealed partial class ForwardingLoop
{
    /// <summary>Reading a table is a call for each entry, and cameras open ports when they are set up or restarted: once an hour is soon enough.</summary>
    private static readonly TimeSpan TablePace = TimeSpan.FromHours(1);

    /// <summary>While a device's own mapping is in the way its owner is at work on it, and wants to see it gone.</summary>
    private static readonly TimeSpan TablePaceWhileTold = TimeSpan.FromMinutes(5);

    private ImmutableArray<TableEntry> _table = [];
    private DateTimeOffset? _tableReadAt;
    private bool _readingTable;

    private void ForgetTable() => (_table, _tableReadAt, _readingTable) = ([], null, false);

    // Whoever holds the port that a forward wished is in the table now.
    private void ReadTableAfter(Holding climbed)
    {
        if (climbed.Refusals.Any(attempt => attempt.Refusal.Reason == RefusalReason.Conflict)) _tableReadAt = null;
    }

    // The forwards come first.
    private void ReadTableWhenDue(DateTimeOffset now)
    {
        if (_readingTable || _session is null || _view?.Protocols.FirstOrDefault(protocol => protocol.CanRead) is not { } reader) return;
        if (_machines.Count == 0 || _machines.Values.Any(machine => machine.IsBusy || machine.State == Status.ForwardState.Pending)) return;
        if (_tableReadAt is { } last && last + (_problems.Stands("PH404") ? TablePaceWhileTold : TablePace) is var due && now < due)
        {
            WakeBy(due);
            return;
        }

        _readingTable = true;
        var (session, calls, cancellationToken) = (_session, _calls, _working);
        RunBeside(async () => new LoopEvent.TableRead(session, await calls.ListAsync(reader, cancellationToken)));
    }

    private void NoticeTable(GatewayResult<IReadOnlyList<TableEntry>> result, DateTimeOffset now)
    {
        _readingTable = false;
        _tableReadAt = now;
        if (result.IsGranted) _table = [.. result.Value];
    }
}
