using System.Net;

namespace Porthole.Relay;

/// <summary>How a start ended.</summary>
public abstract record RelayStart
{
    private RelayStart()
    {
    }

    /// <summary>It listens.</summary>
    public sealed record Listening(IRelayListener Listener) : RelayStart;

    /// <summary>The port is in use on this PC.</summary>
    public sealed record PortInUse(IPEndPoint EndPoint) : RelayStart;

    /// <summary>The operating system did not allow it: missing rights, an address this PC does not have.</summary>
    public sealed record NotAllowed(IPEndPoint EndPoint, string Evidence) : RelayStart;

    /// <summary>The target is a port that this PC's own relay listens on, or the port is another relay's target: the traffic would go round in a loop.</summary>
    public sealed record Loop(IPEndPoint Target) : RelayStart;
}
