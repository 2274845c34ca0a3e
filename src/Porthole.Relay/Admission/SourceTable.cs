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

    public SourceState? Find(SourceAddress network) => _known.GetValueOrDefault(network)?.Value;

    /// <summary>Counts a source as heard now.</summary>
    public void Touch(SourceState source)
    {
        if (source.Live > 0)
            return;

        var node = _known[source.Network];
        _idle.Remove(node);
        _idle.AddLast(node);
    }

    public SourceState Add(SourceAddress network, int maxIdle)
    {
        while (_idle.Count >= maxIdle)
        {
            _known.Remove(_idle.First!.Value.Network);
            _idle.RemoveFirst();
        }

        var node = new LinkedListNode<SourceState>(new SourceState(network));
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
