using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Net;

namespace Porthole.Simulation.Router.Forwarding;

/// <summary>Starts what carries a mapping's traffic.</summary>
internal static class Forwarder
{
    /// <summary>Listens on the external end at once.</summary>
    /// <exception cref="SocketException">The port is taken or the address is not this machine's.</exception>
    public static IAsyncDisposable Start(IPEndPoint outside, SimulatedMapping mapping, TimeProvider time) =>
        mapping.Protocol == ProtocolType.Tcp
            ? TcpService.Listen(outside, new TcpForwarder(mapping).ServeAsync)
            : new UdpForwarder(outside, mapping, time);

    /// <summary>Whether the mapping's remote host lets this viewer in (WANIPConnection:2, 2.3.13).</summary>
    public static bool LetsIn(SimulatedMapping mapping, EndPoint? viewer) =>
        mapping.RemoteHost is "" or "*" || (viewer is IPEndPoint ip && ip.Address.ToString() == mapping.RemoteHost);

    /// <summary>
    /// A socket towards the device that shows it the viewer's address, as a NAT does. Where that address is not
    /// this machine's the device sees the router.
    /// </summary>
    public static Socket SocketFor(EndPoint? viewer, SimulatedMapping mapping)
    {
        var udp = mapping.Protocol == ProtocolType.Udp;
        var socket = new Socket(mapping.Internal.AddressFamily, udp ? SocketType.Dgram : SocketType.Stream, mapping.Protocol);
        try
        {
            socket.Bind(new IPEndPoint(viewer is IPEndPoint from ? from.Address : IPAddress.Any, 0));
        }
        catch (SocketException)
        {
            // Not an address of this machine.
            socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        }

        return socket;
    }
}
