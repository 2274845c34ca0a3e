using System.Net;

namespace Porthole.PortMapping.Discovery;

/// <summary>Who else on the LAN claims to be a router; each is told once a session, however often it speaks.</summary>
internal sealed class Strangers
{
    // A LAN has one or two other routers. More are an attack on the log.
    private const int Most = 16;

    private readonly Lock _gate = new();
    private readonly HashSet<IPAddress> _known = [];

    public bool IsNew(IPAddress address)
    {
        lock (_gate)
            return _known.Count < Most && _known.Add(address);
    }
}
