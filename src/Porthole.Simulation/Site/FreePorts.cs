using System.Net;
using System.Net.Sockets;

namespace Porthole.Simulation.Site;

/// <summary>Finds addresses and ports that this machine has to give.</summary>
internal static class FreePorts
{
    /// <summary>The same camera at an address and on ports that are to be had; a taken port becomes 0, any free one.</summary>
    public static SimulatedCameraOptions For(SimulatedCameraOptions wish)
    {
        var address = Available(wish.Address);
        return wish with
        {
            Address = address,
            RtspPort = IsFree(address, wish.RtspPort) ? wish.RtspPort : 0,
            HttpPort = IsFree(address, wish.HttpPort) ? wish.HttpPort : 0,
        };
    }

    /// <summary>The same router at addresses that are to be had.</summary>
    public static SimulatedRouterOptions For(SimulatedRouterOptions wish) =>
        wish with { LanAddress = Available(wish.LanAddress), WanAddress = Available(wish.WanAddress) };

    /// <summary>The first TCP port from <paramref name="port"/> on that is free at that address; <paramref name="port"/> itself when none is.</summary>
    public static int FirstFrom(IPAddress address, int port)
    {
        for (var candidate = port; candidate <= ushort.MaxValue; candidate++)
        {
            if (IsFree(address, candidate))
                return candidate;
        }

        return port;
    }

    /// <summary>The address, or 127.0.0.1 where it is a loopback address that this system does not have, as on macOS.</summary>
    private static IPAddress Available(IPAddress address) =>
        IPAddress.IsLoopback(address) && !IsFree(address, 0) ? IPAddress.Loopback : address;

    private static bool IsFree(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (OperatingSystem.IsWindows())
            socket.ExclusiveAddressUse = true;
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
