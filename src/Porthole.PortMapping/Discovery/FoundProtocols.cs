namespace Porthole.PortMapping.Discovery;

/// <summary>The protocols that the gateway answers at present, as the session hands them out.</summary>
internal sealed class FoundProtocols(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<MappingProtocol, ObservedProtocol> _protocols = [];

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

    /// <summary>Takes in what a probe found; null when this very protocol was known already.</summary>
    public IGatewayProtocol? Add(IGatewayProtocol protocol)
    {
        lock (_gate)
        {
            if (_protocols.TryGetValue(protocol.Kind, out var known) && ReferenceEquals(known.Inner, protocol))
                return null;
            return _protocols[protocol.Kind] = new ObservedProtocol(protocol, time);
        }
    }

    public bool Remove(MappingProtocol protocol)
    {
        lock (_gate)
            return _protocols.Remove(protocol);
    }
}
