using System.Net;
using System.Net.Sockets;

namespace Porthole.PortMapping.Tests.Discovery;

/// <summary>What a router that answers nothing has to put up with.</summary>
public sealed class SilentRouterTests
{
    // The multicast copy of each M-SEARCH, which loopback does not carry, comes on top of what is counted here.
    private const int Limit = 20;

    private static readonly byte[] Mark = "mark"u8.ToArray();

    [Fact]
    public async Task Session_IdleHour_SendsFewerThanTwentyPacketsInAll()
    {
        var time = new ManualTime();
        await using var mappings = new LoopbackGateway(_ => []);
        await using var ssdp = new LoopbackGateway(_ => []);
        var options = mappings.Options(MappingProtocol.Pcp, MappingProtocol.NatPmp, MappingProtocol.UpnpIgd) with { SsdpPort = ssdp.Port };
        await using var sut = new GatewaySession(LoopbackGateway.Gateway, options, time);
        sut.Start();
        await time.RunAsync(TimeSpan.FromHours(1));
        var (pcpBefore, searchesBefore) = (await CountAsync(mappings), await CountAsync(ssdp));

        await time.RunAsync(TimeSpan.FromHours(1));

        var pcp = await CountAsync(mappings) - pcpBefore;
        var searches = await CountAsync(ssdp) - searchesBefore;
        pcp.ShouldBeInRange(6, 8);
        searches.ShouldBeInRange(3, 4);
        (pcp + (2 * searches)).ShouldBeLessThan(Limit);
    }

    /// <summary>How many datagrams came. Loopback delivers in order, so a last one of our own comes behind all others.</summary>
    private static async Task<int> CountAsync(LoopbackGateway gateway)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo(Mark, new IPEndPoint(IPAddress.Loopback, gateway.Port));
        await Eventually.True(() => gateway.Received.LastOrDefault().AsSpan().SequenceEqual(Mark), "the mark arrives");
        return gateway.Received.Count(datagram => !datagram.AsSpan().SequenceEqual(Mark));
    }
}
