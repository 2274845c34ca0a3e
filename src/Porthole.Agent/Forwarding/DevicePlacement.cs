using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Porthole.Agent.Devices;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>Where a device stands, as far as the router is concerned.</summary>
internal enum DevicePlacement
{
    /// <summary>The router can reach it.</summary>
    BehindTheRouter,

    /// <summary>Only this PC can reach it: it is wired to another network card.</summary>
    BehindAnotherCard,

    /// <summary>It is this PC, and its program answers on the LAN address.</summary>
    ThisPc,

    /// <summary>It is this PC, and its program listens on 127.0.0.1 alone.</summary>
    ThisPcLoopbackOnly,
}

/// <summary>Finds out where devices stand by asking the operating system; nothing is sent.</summary>
internal static class DevicePlacements
{
    public static DevicePlacement Of(WishedForward wish, DefaultGateway gateway)
    {
        if (wish.Address is null || wish.Address.Equals(gateway.LocalAddress))
            return ListensOnLoopbackOnly(wish) ? DevicePlacement.ThisPcLoopbackOnly : DevicePlacement.ThisPc;
        return LeavesBy(wish.Address) is { } local && !local.Equals(gateway.LocalAddress)
            ? DevicePlacement.BehindAnotherCard
            : DevicePlacement.BehindTheRouter;
    }

    /// <summary>Where the relay finds the device.</summary>
    public static IPEndPoint RelayTarget(WishedForward wish, DevicePlacement placement, DefaultGateway gateway) => placement switch
    {
        DevicePlacement.ThisPcLoopbackOnly => new IPEndPoint(IPAddress.Loopback, wish.InternalPort),
        DevicePlacement.ThisPc => new IPEndPoint(gateway.LocalAddress, wish.InternalPort),
        _ => new IPEndPoint(wish.Address!, wish.InternalPort),
    };

    // Connecting a UDP socket only looks the route up: the local address it gets is the one that traffic would leave by.
    private static IPAddress? LeavesBy(IPAddress address)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(new IPEndPoint(address, 9));
            return ((IPEndPoint?)socket.LocalEndPoint)?.Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static bool ListensOnLoopbackOnly(WishedForward wish)
    {
        var properties = IPGlobalProperties.GetIPGlobalProperties();
        var listeners = (wish.Transport == Transport.Tcp ? properties.GetActiveTcpListeners() : properties.GetActiveUdpListeners())
            .Where(listener => listener.Port == wish.InternalPort)
            .ToList();
        return listeners.Count > 0 && listeners.TrueForAll(listener => IPAddress.IsLoopback(listener.Address));
    }
}
