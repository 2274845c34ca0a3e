namespace Porthole.Agent.History;

/// <summary>Keeps the last transitions. One writer, the loop; readers may come from any thread.</summary>
internal sealed class TransitionRing(TimeProvider time)
{
    /// <summary>A month of a quiet house, or an evening of a line that fails every minute; about 300 kB on disk.</summary>
    public const int Most = 1000;

    private readonly Lock _gate = new();
    private readonly Queue<Transition> _kept = new();
    private long _last;

    /// <summary>The number of the newest transition, 0 for none.</summary>
    public long Last
    {
        get
        {
            lock (_gate) return _last;
        }
    }

    /// <summary>Takes a transition in and gives it its number and time.</summary>
    public void Add(Transition transition)
    {
        lock (_gate)
        {
            _kept.Enqueue(transition with { Number = ++_last, At = time.GetUtcNow() });
            if (_kept.Count > Most) _kept.Dequeue();
        }
    }

    /// <summary>
    /// What came after a number; everything when that number is not known here, as after the state folder was lost.
    /// </summary>
    public HistoryDocument Since(long number)
    {
        lock (_gate)
        {
            return new HistoryDocument
            {
                Last = _last,
                Transitions = [.. number > _last ? _kept : _kept.Where(transition => transition.Number > number)],
            };
        }
    }

    /// <summary>Begins with what an earlier run kept; before anything else is added.</summary>
    public void Restore(HistoryDocument earlier)
    {
        lock (_gate)
        {
            foreach (var transition in earlier.Transitions.TakeLast(Most)) _kept.Enqueue(transition);
            _last = Math.Max(earlier.Last, _kept.Count == 0 ? 0 : _kept.Max(transition => transition.Number));
        }
    }
}
