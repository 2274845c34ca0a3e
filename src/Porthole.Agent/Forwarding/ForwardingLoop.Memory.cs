using System.Collections.Immutable;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <content>What is remembered between two runs.</content>
internal sealed partial class ForwardingLoop
{
    /// <summary>At start every forward changes within a second; one write is enough for them all.</summary>
    private static readonly TimeSpan SavePace = TimeSpan.FromSeconds(1);

    private readonly IMemoryStore _store;
    private readonly List<RememberedForward> _leftovers = [];
    private AgentMemory _memory;
    private DateTimeOffset _saveNotBefore;

    private void Recall()
    {
        foreach (var (id, remembered) in _memory.Forwards)
        {
            if (_machines.TryGetValue(id, out var machine) && machine.Wish.ExternalPort == remembered.Wish && machine.Wish.Transport == remembered.Transport)
                machine.FirstPort = remembered.External;
            else
                _leftovers.Add(remembered);
        }
    }

    /// <summary>Closes what an earlier run left open and nobody wishes any more.</summary>
    private void CloseLeftovers(IGatewayProtocol protocol, CancellationToken cancellationToken)
    {
        var calls = _calls;
        foreach (var leftover in _leftovers.Where(leftover => leftover.Via == protocol.Kind).ToList())
        {
            _leftovers.Remove(leftover);
            if (leftover.ToMapping() is { } mapping) _ = Task.Run(() => CloseAsync(calls, protocol, mapping, cancellationToken), cancellationToken);
        }
    }

    // Where the table can be read, only an entry that still carries our description is removed: the port may be somebody else's by now.
    private async Task CloseAsync(RouterCalls calls, IGatewayProtocol protocol, Mapping mapping, CancellationToken cancellationToken)
    {
        if (protocol.CanRead)
        {
            var entry = await calls.ReadAsync(protocol, mapping, cancellationToken);
            if (!entry.IsGranted || entry.Value.Description != mapping.Description) return;
        }

        var removed = await calls.UnmapAsync(protocol, mapping, cancellationToken);
        if (removed.IsGranted) ForwardingLog.LeftoverClosed(_logger, mapping.ExternalPort, mapping.Internal.ToString());
    }

    /// <summary>Saves when something changed; returns when to come back for a change that is too soon after the last.</summary>
    private DateTimeOffset SaveWhenDue(DateTimeOffset now)
    {
        var memory = Remember();
        if (memory == _memory) return DateTimeOffset.MaxValue;
        if (now < _saveNotBefore) return _saveNotBefore;
        Save(memory);
        _saveNotBefore = now + SavePace;
        return DateTimeOffset.MaxValue;
    }

    private void Save(AgentMemory memory)
    {
        _memory = memory;
        _store.Save(memory);
    }

    private AgentMemory Remember()
    {
        // A forward without a mapping keeps its port: the address comes back with the router.
        var forwards = _machines.Values
            .Select(machine => (machine.Wish.Id, Last: machine.Held.Mapping is { } mapping
                ? RememberedForward.From(machine.Wish.ExternalPort, mapping)
                : _memory.Forwards.GetValueOrDefault(machine.Wish.Id)))
            .Where(entry => entry.Last is not null)
            .ToImmutableSortedDictionary(entry => entry.Id, entry => entry.Last!);
        return _memory with { Forwards = forwards, DescriptionUrl = _session?.Remember().DescriptionUrl ?? _memory.DescriptionUrl };
    }
}
