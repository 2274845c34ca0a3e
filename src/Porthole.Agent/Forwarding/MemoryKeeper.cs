using System.Collections.Immutable;

namespace Porthole.Agent.Forwarding;

/// <summary>Saves what must survive a restart, when it changed and at a modest pace.</summary>
internal sealed class MemoryKeeper
{
    /// <summary>At start every forward changes within a second; one write is enough for them all.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly IMemoryStore _store;
    private DateTimeOffset _notBefore;

    public MemoryKeeper(IMemoryStore store)
    {
        _store = store;
        Saved = store.Load();
    }

    /// <summary>What the store holds.</summary>
    public AgentMemory Saved { get; private set; }

    /// <summary>Saves when something changed; returns when to come back for a change that is too soon after the last.</summary>
    public DateTimeOffset SaveWhenDue(AgentMemory memory, DateTimeOffset now)
    {
        if (memory == Saved) return DateTimeOffset.MaxValue;
        if (now < _notBefore) return _notBefore;
        Save(memory);
        _notBefore = now + Pace;
        return DateTimeOffset.MaxValue;
    }

    public void Save(AgentMemory memory)
    {
        Saved = memory;
        _store.Save(memory);
    }

    /// <summary>What there is to remember now; parts that did not change are the same objects as before.</summary>
    public AgentMemory Remember(IReadOnlyCollection<ForwardMachine> machines, ImmutableArray<RememberedForward> leftovers, ImmutableArray<RememberedForward> asked, RungMemory rungs, Uri? descriptionUrl) => Saved with
    {
        Forwards = IsSaved(machines) ? Saved.Forwards : Forwards(machines),
        Leftovers = leftovers,
        Asked = asked,
        Gateways = rungs.Gateways,
        DescriptionUrl = descriptionUrl ?? Saved.DescriptionUrl,
    };

    private ImmutableSortedDictionary<string, RememberedForward> Forwards(IEnumerable<ForwardMachine> machines) =>
        machines
            .Select(machine => (machine.Wish.Id, Last: machine.Remember(Saved.Forwards.GetValueOrDefault(machine.Wish.Id))))
            .Where(entry => entry.Last is not null)
            .ToImmutableSortedDictionary(entry => entry.Id, entry => entry.Last!, StringComparer.Ordinal);

    // Asked after every event, so it makes nothing.
    private bool IsSaved(IReadOnlyCollection<ForwardMachine> machines)
    {
        var count = 0;
        foreach (var machine in machines)
        {
            var saved = Saved.Forwards.GetValueOrDefault(machine.Wish.Id);
            var now = machine.Remember(saved);
            if (!ReferenceEquals(now, saved)) return false;
            if (now is not null) count++;
        }

        return count == Saved.Forwards.Count;
    }

    /// <summary>Due times lie on a wall clock that was set.</summary>
    public void Reset() => _notBefore = default;
}
