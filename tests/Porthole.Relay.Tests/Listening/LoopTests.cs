using System.Net;
using System.Net.Sockets;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Listening;

/// <summary>A relay never dials a relay of its own host.</summary>
public sealed class LoopTests
{
    private static readonly IPEndPoint Elsewhere = new(IPAddress.Loopback, 9);

    [Theory]
    [InlineData(RelayTransport.Tcp)]
    [InlineData(RelayTransport.Udp)]
    public async Task Start_TargetIsItself_IsALoop(RelayTransport transport)
    {
        await using var site = new Site();
        var itself = FreePort(transport);

        var start = site.Host.Start(Site.Route(itself, transport) with { Listen = itself });

        start.ShouldBe(new RelayStart.Loop(itself));
        site.Host.Start(Site.Route(Elsewhere, transport) with { Listen = itself }).ShouldBeOfType<RelayStart.Listening>("the port was left open");
    }

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.1", true)]
    [InlineData("0.0.0.0", "127.9.9.9", true)]
    [InlineData("0.0.0.0", "0.0.0.0", true)]
    [InlineData("::", "127.0.0.1", true)]
    [InlineData("::", "::1", true)]
    [InlineData("::", "::ffff:127.0.0.1", true)]
    [InlineData("127.0.0.1", "0.0.0.0", true)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    [InlineData("0.0.0.0", "::1", false)]
    [InlineData("0.0.0.0", "192.0.2.1", false)]
    public async Task Start_TargetIsAnotherOnesPort_IsALoopIfTheAddressLeadsThere(string listens, string target, bool loop)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using var site = new Site();
        var first = site.Start(Site.Route(Elsewhere) with { Listen = new IPEndPoint(IPAddress.Parse(listens), 0) });

        var start = site.Host.Start(Site.Route(new IPEndPoint(IPAddress.Parse(target), first.LocalEndPoint.Port), id: "yard/rtsp"));

        (start is RelayStart.Loop).ShouldBe(loop);
    }

    [Fact]
    public async Task Start_PortIsAnotherOnesTarget_IsALoop()
    {
        await using var site = new Site();
        var port = FreePort(RelayTransport.Tcp);
        site.Start(Site.Route(port));

        site.Host.Start(Site.Route(Elsewhere, id: "yard/rtsp") with { Listen = port }).ShouldBeOfType<RelayStart.Loop>();
    }

    [Fact]
    public async Task Start_OtherTransportOnTheSamePort_IsNoLoop()
    {
        await using var site = new Site();
        var tcp = site.Start(Site.Route(Elsewhere));

        site.Start(Site.Route(tcp.LocalEndPoint, RelayTransport.Udp));
    }

    [Fact]
    public async Task Start_TheOtherListenerHasStopped_IsNoLoop()
    {
        await using var site = new Site();
        var first = site.Start(Site.Route(Elsewhere));
        await first.DisposeAsync();

        site.Start(Site.Route(first.LocalEndPoint, id: "yard/rtsp"));
    }

    [Theory]
    [InlineData(RelayTransport.Tcp)]
    [InlineData(RelayTransport.Udp)]
    public async Task Update_TargetIsARelay_IsNeverDialled(RelayTransport transport)
    {
        await using var site = new Site();
        var listener = site.Start(Site.Route(Elsewhere, transport));
        listener.Update(listener.Route with { Target = listener.LocalEndPoint });

        if (transport == RelayTransport.Tcp)
        {
            (await TcpPeer.CallAsync(listener.LocalEndPoint)).ShouldBe(SocketError.ConnectionReset);
        }
        else
        {
            using var viewer = new UdpClient();
            await viewer.SendAsync(new byte[1], listener.LocalEndPoint);
        }

        (await site.Events.NextAsync<RelayEvent.DeviceUnreachable>()).Evidence.ShouldContain("itself");
        (await site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.DeviceUnreachable);
        listener.Counters.Accepted.ShouldBe(1);
    }

    private static IPEndPoint FreePort(RelayTransport transport)
    {
        using var probe = transport == RelayTransport.Tcp
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)probe.LocalEndPoint!;
    }
}
