using System.Collections.Immutable;

namespace Porthole.Agent.Forwarding;

/// <summary>
/// What the router is asked for, written down before it is asked: an agent that is killed after the grant, and before its memory is
/// saved again, knows at its next start what it may have left open. Kept by the loop; only <see cref="IsWritten"/> is for every thread.
/// </summary>
internal sealed class AskedMappings
{
    private readonly Dictionary<string, ImmutableArray<RememberedForward>> _forwards = new(StringComparer.Ordinal);
    private readonly List<TaskCompletionSource> _waiting = [];
    private ImmutableHashSet<RememberedForward> _written = [];
    private ImmutableArray<RememberedForward> _entries = [];
    private bool _isOutdated;

    /// <summary>What is to be saved; the same array until something changes.</summary>
    public ImmutableArray<RememberedForward> Entries
    {
        get
        {
            if (_isOutdated) (_entries, _isOutdated) = ([.. _forwards.Values.SelectMany(asked => asked)], false);
            return _entries;
        }
    }

    /// <summary>Whether something must be saved before it may be asked for.</summary>
    public bool MustBeWritten { get; private set; }

    /// <summary>Whether anything is noted for a forward.</summary>
    public bool Knows(string forward) => _forwards.ContainsKey(forward);

    /// <summary>Whether the store holds it, so that the router may be asked.</summary>
    public bool IsWritten(RememberedForward asked) => Volatile.Read(ref _written).Contains(asked);

    /// <summary>Notes what a forward is expected to ask for first, in place of what was expected before.</summary>
    public void Expect(string forward, RememberedForward asked)
    {
        if (_forwards.TryGetValue(forward, out var known) && known.Contains(asked)) return;
        End(forward);
        _forwards[forward] = [asked];
        MustBeWritten = _isOutdated = true;
    }

    /// <summary>Notes what a forward is about to ask for.</summary>
    /// <param name="forward">The forward's identity.</param>
    /// <param name="asked">The mapping.</param>
    /// <param name="written">Completed once it is saved.</param>
    public void Add(string forward, RememberedForward asked, TaskCompletionSource written)
    {
        _waiting.Add(written);
        MustBeWritten = true;
        var known = _forwards.GetValueOrDefault(forward, []);
        if (known.Contains(asked)) return;
        _forwards[forward] = known.Add(asked);
        _isOutdated = true;
    }

    /// <summary>Forgets what a forward asked for, once its answers are known; returns it.</summary>
    public ImmutableArray<RememberedForward> End(string forward)
    {
        if (!_forwards.Remove(forward, out var asked)) return [];
        Volatile.Write(ref _written, _written.Except(asked));
        _isOutdated = true;
        return asked;
    }

    /// <summary>Forgets everything, as when the agent stops and nothing is under way any more.</summary>
    public void Clear()
    {
        foreach (var forward in _forwards.Keys.ToList()) End(forward);
    }

    /// <summary>The store holds <see cref="Entries"/> now.</summary>
    public void Written()
    {
        Volatile.Write(ref _written, [.. Entries]);
        MustBeWritten = false;
        foreach (var written in _waiting) written.TrySetResult();
        _waiting.Clear();
    }
}
