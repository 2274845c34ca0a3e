using System.Net;
using System.Net.Sockets;
using Porthole.Agent.Diagnosis.Ports;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Diagnosis.Ports;

public sealed class WindowsPortTableTests
{
    [Fact]
    public void Parse_TcpListeners_AddressPortAndOwner()
    {
        byte[] table =
        [
            1, 0, 0, 0,
            2, 0, 0, 0, 192, 168, 1, 10, 0x21, 0x6A, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x2C, 3, 0, 0,
        ];

        WindowsPortTable.Parse(Transport.Tcp, AddressFamily.InterNetwork, table).ShouldBe([(new IPEndPoint(IPAddress.Parse("192.168.1.10"), 8554), 812)]);
    }

    [Fact]
    public void Parse_TcpListenersOfIPv6_AddressPortAndOwner()
    {
        byte[] table = [1, 0, 0, 0, .. new byte[16], 0, 0, 0, 0, 0, 80, 0, 0, .. new byte[24], 2, 0, 0, 0, 4, 0, 0, 0];

        WindowsPortTable.Parse(Transport.Tcp, AddressFamily.InterNetworkV6, table).ShouldBe([(new IPEndPoint(IPAddress.IPv6Any, 80), 4)]);
    }

    [Fact]
    public void Parse_UdpSockets_AddressPortAndOwner()
    {
        byte[] table = [2, 0, 0, 0, 0, 0, 0, 0, 0x23, 0x28, 0, 0, 7, 0, 0, 0, 127, 0, 0, 1, 0, 53, 0, 0, 9, 1, 0, 0];

        WindowsPortTable.Parse(Transport.Udp, AddressFamily.InterNetwork, table)
            .ShouldBe([(new IPEndPoint(IPAddress.Any, 9000), 7), (new IPEndPoint(IPAddress.Loopback, 53), 265)]);
    }

    [Fact]
    public void Parse_UdpSocketsOfIPv6_AddressPortAndOwner()
    {
        byte[] table = [1, 0, 0, 0, .. IPAddress.IPv6Loopback.GetAddressBytes(), 0, 0, 0, 0, 0x23, 0x28, 0, 0, 7, 0, 0, 0];

        WindowsPortTable.Parse(Transport.Udp, AddressFamily.InterNetworkV6, table).ShouldBe([(new IPEndPoint(IPAddress.IPv6Loopback, 9000), 7)]);
    }

    [Theory]
    [InlineData(Transport.Tcp, AddressFamily.InterNetwork)]
    [InlineData(Transport.Tcp, AddressFamily.InterNetworkV6)]
    [InlineData(Transport.Udp, AddressFamily.InterNetwork)]
    [InlineData(Transport.Udp, AddressFamily.InterNetworkV6)]
    public void Parse_CutTablesWithAnyCount_HoldWhatIsThere(Transport transport, AddressFamily family)
    {
        var random = new Random(20261121);
        for (var length = 0; length < 200; length++)
        {
            var table = new byte[length];
            random.NextBytes(table);

            WindowsPortTable.Parse(transport, family, table).Length.ShouldBeLessThanOrEqualTo(length / 12);
        }
    }
}
