using System.Net.Sockets;
using Porthole.Relay.Tcp;

namespace Porthole.Relay.Tests.Tcp;

public sealed class TcpSocketsTests
{
    [Fact]
    public void Configure_Socket_SendsAtOnceAndNoticesAVanishedPeerWithinTwoMinutes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Windows does not tell the keepalive times of a socket.");
        using var socket = TcpSockets.Create(AddressFamily.InterNetwork);

        TcpSockets.Configure(socket);

        socket.NoDelay.ShouldBeTrue();
        Option(socket, SocketOptionLevel.Socket, SocketOptionName.KeepAlive).ShouldNotBe(0);
        var after = Option(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime);
        var interval = Option(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval);
        var probes = Option(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount);
        (after + (interval * probes)).ShouldBe(120);
    }

    private static int Option(Socket socket, SocketOptionLevel level, SocketOptionName name) => (int)socket.GetSocketOption(level, name)!;
}
