using System.Net;
using Porthole.Agent.Devices;
using Porthole.Agent.Diagnosis.Ports;
using Porthole.PortMapping;
using Porthole.Relay;

namespace Porthole.Agent.Forwarding;

/// <summary>Starts relay listeners for forwards: the port they had last or the wished one first, the next of the sequence when it is taken on this PC.</summary>
internal sealed class RelayKeeper(IRelayHost host)
{
    /// <summary>Starts a listener on this PC's LAN address.</summary>
    /// <returns>The listener, and what kept it from the wished port; no listener when no port could be had.</returns>
    public (IRelayListener? Listener, RelayObstacle? Obstacle) Start(WishedForward wish, PortChoice ports, IPEndPoint target, IPAddress localAddress)
    {
        RelayObstacle? obstacle = null;
        foreach (var port in ports.Listening)
        {
            var start = host.Start(RouteFor(wish, new IPEndPoint(localAddress, port), target));
            if (start is RelayStart.Listening listening) return (listening.Listener, obstacle);
            obstacle ??= ObstacleOf(start, wish.Transport);
        }

        return (null, obstacle);
    }

    // Asked at once: a moment later another may have the port.
    private static RelayObstacle ObstacleOf(RelayStart start, Transport transport) =>
        new(start, start is RelayStart.PortInUse taken ? PortHolders.Find(transport, taken.EndPoint) : null);

    /// <summary>The route of a forward's relay; its limits and its allow-list come from the registry, never from a client.</summary>
    public static RelayRoute RouteFor(WishedForward wish, IPEndPoint listen, IPEndPoint target) => new()
    {
        Id = wish.Id,
        Transport = wish.Transport == Transport.Tcp ? RelayTransport.Tcp : RelayTransport.Udp,
        Listen = listen,
        Target = target,
        Device = wish.Device,
        AllowFrom = wish.AllowFrom,
    };
}
