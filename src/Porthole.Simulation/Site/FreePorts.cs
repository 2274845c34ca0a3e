using System.Net;
using System.Net.Sockets;

namespace Porthole.Simulation.Site;

/// <summary>Finds addresses and ports that this machine has to give.</summary>
internal static class FreePorts
{
    /// <summary>Loopback takes microseconds; a busy machine may take longer to let the program run.</summary>
    private const int PatienceMilliseconds = 1000;

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

    /// <summary>The same router at addresses that are to be had, and from which it can answer.</summary>
    public static SimulatedRouterOptions For(SimulatedRouterOptions wish)
    {
        var lan = Available(wish.LanAddress);
        return wish with { LanAddress = IPAddress.IsLoopback(lan) && !AnswersFrom(lan) ? IPAddress.Loopback : lan, WanAddress = Available(wish.WanAddress) };
    }

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

    /// <summary>
    /// Whether what a UDP socket sends comes from the address that it is bound to. Not so in Wine (8.0), which binds such a socket
    /// to every address, so that it hears broadcasts: its answers come from 127.0.0.1, and are rightly taken for a stranger's.
    /// </summary>
    private static bool AnswersFrom(IPAddress address)
    {
        using var server = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = PatienceMilliseconds };
        using var client = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = PatienceMilliseconds };
        try
        {
            server.Bind(new IPEndPoint(address, 0));
            client.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            client.SendTo([0], server.LocalEndPoint!);
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            var byteOf = new byte[1];
            server.ReceiveFrom(byteOf, ref from);
            server.SendTo(byteOf, from);
            client.ReceiveFrom(byteOf, ref from);
            return ((IPEndPoint)from).Address.Equals(address);
        }
        catch (SocketException)
        {
            return false;
        }
    }

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
