namespace Porthole.PortMapping.Discovery;

/// <summary>The protocols that the gateway answers at present.</summary>
internal sealed class FoundProtocols
{
    private readonly Lock _gate = new();
    private readonly Dictionary<MappingProtocol, IGatewayProtocol> _protocols = [];
    private volatile bool _searching;

    /// <summary>Whether a search is under way.</summary>
    public bool Searching
    {
        get => _searching;
        set => _searching = value;
    }

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _protocols.Count == 0;
        }
    }

    /// <summary>Which ones, in a fixed order.</summary>
    public IReadOnlyList<MappingProtocol> Kinds
    {
        get
        {
            lock (_gate)
                return [.. _protocols.Keys.Order()];
        }
    }

    /// <summary>Whether this very protocol was not known yet.</summary>
    public bool Add(IGatewayProtocol protocol)
    {
        lock (_gate)
        {
            if (_protocols.TryGetValue(protocol.Kind, out var known) && ReferenceEquals(known, protocol))
                return false;
            _protocols[protocol.Kind] = protocol;
            return true;
        }
    }

    public bool Remove(MappingProtocol protocol)
    {
        lock (_gate)
            return _protocols.Remove(protocol);
    }
}
