using Porthole.PortMapping;

namespace Porthole.Agent.Devices;

/// <summary>Names a port that its owner did not name.</summary>
internal static class PortNames
{
    public static string For(Transport transport, int port) => (transport, port) switch
    {
        (Transport.Tcp, 80) => "http",
        (Transport.Tcp, 443) => "https",
        (Transport.Tcp, 554) => "rtsp",
        (Transport.Tcp, 322) => "rtsps",
        (Transport.Tcp, 8000) => "server",
        _ => $"{(transport == Transport.Tcp ? "tcp" : "udp")}-{port}",
    };
}
