using System.Net;
using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.Upnp.Mappings;

namespace Porthole.PortMapping.Upnp.Eventing;

/// <summary>Draws news from event messages: a changed external address, and a table that lost entries.</summary>
/// <param name="connection">Judges the address.</param>
/// <param name="heldCount">How many mappings this program holds on the router by its own account.</param>
/// <param name="sink">Is told.</param>
internal sealed class EventDigest(ConnectionState connection, Func<int> heldCount, IProbeSink sink)
{
    private readonly Lock _lock = new();
    private IPAddress? _address;
    private bool _hasAddress;
    private bool _isConnected = true;
    private int? _mappingCount;
    private (bool IsTold, IPAddress? Address) _told;

    /// <summary>Takes a message; each change is told once.</summary>
    public void Take(EventProperties properties)
    {
        lock (_lock)
        {
            TakeAddress(properties);
            TakeCount(properties.MappingCount);
        }
    }

    private void TakeAddress(EventProperties properties)
    {
        if (properties.ConnectionStatus is { Length: > 0 } status)
        {
            _isConnected = ConnectionState.IsConnected(status);
        }

        if (properties.ExternalAddress is { } text)
        {
            _address = connection.Parse(text).Value;
            _hasAddress = true;
        }

        var address = _isConnected ? _address : null;
        if ((_hasAddress || !_isConnected) && !(_told.IsTold && Equals(_told.Address, address)))
        {
            _told = (true, address);
            sink.ExternalAddress(address);
        }
    }

    /// <summary>
    /// A table with fewer entries than this program alone holds has lost some of them. Only a fall counts:
    /// routers report late, and some report 0 for ever (BiglyBT).
    /// </summary>
    private void TakeCount(int? count)
    {
        if (count is not { } now)
        {
            return;
        }

        var held = heldCount();
        if (_mappingCount is { } before && now < before && now < held)
        {
            sink.MappingsLost($"the router's table fell from {before} to {now} entries, of which {held} are ours");
        }

        _mappingCount = now;
    }
}
