using System.Net;
using System.Net.Sockets;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Listening;

public sealed class StartTests
{
    [Theory]
    [InlineData(RelayTransport.Tcp)]
    [InlineData(RelayTransport.Udp)]
    public async Task Start_PortInUse_IsAValue(RelayTransport transport)
    {
        await using var site = new Site();
        var route = Site.Route(new IPEndPoint(IPAddress.Loopback, 9), transport);
        var first = site.Start(route);

        site.Host.Start(route with { Id = "b", Listen = first.LocalEndPoint }).ShouldBe(new RelayStart.PortInUse(first.LocalEndPoint));
    }

    [Fact]
    public async Task Start_AddressOfAnotherPC_IsNotAllowed()
    {
        await using var site = new Site();
        var elsewhere = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0);

        var start = site.Host.Start(Site.Route(new IPEndPoint(IPAddress.Loopback, 9)) with { Listen = elsewhere });

        var refusal = start.ShouldBeOfType<RelayStart.NotAllowed>();
        refusal.EndPoint.ShouldBe(elsewhere);
        refusal.Evidence.ShouldStartWith(nameof(SocketError.AddressNotAvailable));
    }
}
