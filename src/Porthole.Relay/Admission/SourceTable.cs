namespace Porthole.Relay.Admission;

/// <summary>
/// The sources that are remembered: all with a live connection, and of the others as many as asked, the one heard longest ago forgotten first.
/// </summary>
internal sealed class SourceTable
{
    private readonly Dictionary<SourceAddress, LinkedListNode<SourceState>> _known = [];

    // The sources without a live connection, the one heard longest ago first.
    private readonly LinkedList<SourceState> _idle = [];

    public int Count => _known.Count;

    public IEnumerable<SourceState> All => _known.Values.Select(node => node.Value);

    public SourceState? Find(SourceAddress network) => _known.TryGetValue(network, out var node) ? node.Value : null;

    /// <summary>Finds or begins a source and counts it as heard now.</summary>
    public SourceState Touch(SourceAddress network, int maxIdle)
    {
        if (_known.TryGetValue(network, out var node))
        {
            if (node.List is not null)
            {
                _idle.Remove(node);
                _idle.AddLast(node);
            }

            return node.Value;
        }

        while (_idle.Count >= maxIdle)
        {
            _known.Remove(_idle.First!.Value.Network);
            _idle.RemoveFirst();
        }

        node = new LinkedListNode<SourceState>(new SourceState(network));
        _known.Add(network, node);
        _idle.AddLast(node);
        return node.Value;
    }

    public void Enter(SourceState source)
    {
        if (source.Live++ == 0)
            _idle.Remove(_known[source.Network]);
    }

    public void Leave(SourceState source)
    {
        if (--source.Live == 0)
            _idle.AddLast(_known[source.Network]);
    }
}
