using System.Net;
using System.Net.Sockets;
using System.Text;
using Porthole.PortMapping.Tests.Discovery;
using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Tests.Upnp.Fakes;
using Porthole.PortMapping.Upnp;

namespace Porthole.PortMapping.Tests.Upnp;

public sealed class UpnpProbeTests
{
    [Quirk("3b unicast only")]
    [Fact]
    public async Task Send_RouterAnswersSsdp_ProtocolIsFound()
    {
        await using var igd = new FakeIgd();
        await using var ssdp = new FakeSsdp(_ => [FakeSsdp.Answer(igd.DescriptionUrl)]);
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink);

        sut.Send(0);
        var found = await sink.NextAsync();

        found.Name.ShouldBe("upnp-igd1");
        found.CanMapForOthers.ShouldBeTrue();
        found.Router.ShouldBe(new RouterIdentity("Test router", "Acme", "Gate", "7", "Test/1.0 UPnP/1.1 Fake/1.0"));
        sut.DescriptionUrl.ShouldBe(igd.DescriptionUrl);
        sut.Report().Answered.ShouldBeTrue();
        sut.Report().Tried.ShouldStartWith("1 SSDP searches to 127.0.0.1:");
    }

    [Quirk("3b multicast only")]
    [Fact]
    public async Task Send_RouterAnswersMulticastOnly_IsFound()
    {
        // Eero, tailscale#3197. The group is joined on loopback alone.
        await using var igd = new FakeIgd();
        await using var ssdp = FakeSsdp.InTheGroup(_ => [FakeSsdp.Answer(igd.DescriptionUrl)]);
        var sink = new FakeSink();
        await using var sut = new UpnpProbe(FakeIgd.Gateway, new GatewayOptions { SsdpPort = ssdp.Port }, FakeIgd.Identity, TimeProvider.System);
        sut.Start(sink);

        sut.Send(0);

        (await sink.NextAsync()).Name.ShouldBe("upnp-igd1");
        sut.Report().Tried.ShouldStartWith("2 SSDP searches");
    }

    [Fact]
    public async Task Send_SeveralAnswersForOneDescription_FetchesItOnce()
    {
        await using var igd = new FakeIgd();
        await using var ssdp = new FakeSsdp(_ => Enumerable.Repeat(FakeSsdp.Answer(igd.DescriptionUrl), 5));
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink);

        sut.Send(0);
        sut.Send(1);
        await sink.NextAsync();
        await Eventually.True(() => ssdp.Searches.Count == 3, "three searches arrive");

        igd.Server.Requests.Count(request => request.Path == "/rootDesc.xml").ShouldBe(1);
    }

    [Fact]
    public async Task Send_NewSearch_AnnouncesTheSameObjectAgain()
    {
        await using var igd = new FakeIgd();
        await using var ssdp = new FakeSsdp(_ => [FakeSsdp.Answer(igd.DescriptionUrl)]);
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink);

        sut.Send(0);
        var first = await sink.NextAsync();
        sut.Send(0);
        var second = await sink.NextAsync();

        second.ShouldBeSameAs(first);
    }

    [Quirk("3b antivirus")]
    [Fact]
    public async Task Send_DescriptionRemembered_FoundWithoutSsdp()
    {
        await using var igd = new FakeIgd();
        await using var ssdp = new FakeSsdp(_ => []);
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink, igd.DescriptionUrl);

        sut.Send(0);

        (await sink.NextAsync()).Name.ShouldBe("upnp-igd1");
        sut.Report().Tried.ShouldContain("GET http://127.0.0.1:");
    }

    [Quirk("3b first descriptor")]
    [Fact]
    public async Task Send_FirstDescriptionIsAnotherDevice_WaitsForTheGateway()
    {
        // Sagemcom (tailscale#3557), Mono.Nat#17: WFADevice is answered first.
        await using var igd = new FakeIgd();
        await using var wfa = new FakeHttpServer(_ => FakeReply.Xml(Samples.Description("urn:schemas-wifialliance-org:service:WFAWLANConfig:1")));
        await using var ssdp = new FakeSsdp(_ => [FakeSsdp.Answer(wfa.Root), FakeSsdp.Answer(igd.DescriptionUrl)]);
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink);

        sut.Send(0);

        (await sink.NextAsync()).Name.ShouldBe("upnp-igd1");
        sink.Found.Count.ShouldBe(0);
    }

    [Quirk("3a 402 delete")]
    [Quirk("3b link-local")]
    [Quirk("3c spoofed host")]
    [Theory]
    [InlineData("http://127.0.0.2:80/rootDesc.xml")]
    [InlineData("https://127.0.0.1/rootDesc.xml")]
    [InlineData("http://evil.example/rootDesc.xml")]
    [InlineData("http://user@127.0.0.1/rootDesc.xml")]
    [InlineData("ftp://127.0.0.1/rootDesc.xml")]
    [InlineData("http://[fe80::1]:5000/rootDesc.xml")] // link-local and without a zone: Syncthing, Open.NAT#93
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task Send_LocationNotOnTheGateway_IsRefused(string location)
    {
        await using var ssdp = new FakeSsdp(_ => [$"HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nLOCATION: {location}\r\n\r\n"]);
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink);

        sut.Send(0);
        await Eventually.True(() => sut.Report().Answer.Contains("not on it", StringComparison.Ordinal), "the answer is judged");

        sut.Report().Answered.ShouldBeFalse();
        sut.Report().Answer.ShouldContain($"'{location}'");
    }

    [Quirk("3b no gateway")]
    [Fact]
    public async Task Hear_AnswerFromAnotherAddress_IsAStrangerAndIgnored()
    {
        await using var igd = new FakeIgd();
        await using var ssdp = new FakeSsdp(_ => []);
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink);
        sut.Send(0);
        await Eventually.True(() => ssdp.Client is not null, "a search arrives");

        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        stranger.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        for (var i = 0; i < 3; i++)
        {
            stranger.SendTo(Encoding.ASCII.GetBytes(FakeSsdp.Answer(igd.DescriptionUrl)), ssdp.Client!);
        }

        await Eventually.True(() => !sink.Strangers.IsEmpty, "the stranger is told");
        sink.Strangers.ShouldHaveSingleItem().Address.ShouldBe(IPAddress.Parse("127.0.0.2"));
        igd.Server.Requests.ShouldBeEmpty();
    }

    [Quirk("3b another address")]
    [Fact]
    public async Task Hear_AnswerFromTheSecondRouterOfAPair_IsTheGateways()
    {
        // VRRP and CARP: the default route has a shared address, the answer comes from the router's own (tailscale#5502, #6946).
        await using var igd = new FakeIgd();
        await using var ssdp = new FakeSsdp(_ => []);
        var sink = new FakeSink();
        var options = new GatewayOptions { SsdpPort = ssdp.Port, Multicast = false };
        await using var sut = new UpnpProbe(FakeIgd.Gateway, options, Identities.Twin("127.0.0.2"), TimeProvider.System);
        sut.Start(sink);
        sut.Send(0);
        await Eventually.True(() => ssdp.Client is not null, "a search arrives");

        using var second = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        second.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        second.SendTo(Encoding.ASCII.GetBytes(FakeSsdp.Answer(igd.DescriptionUrl)), ssdp.Client!);

        (await sink.NextAsync()).Name.ShouldBe("upnp-igd1");
        sink.Strangers.ShouldBeEmpty();
    }

    [Quirk("3b another port")]
    [Quirk("3b no gateway")]
    [Fact]
    public async Task Hear_AnotherDeviceThatIsNoGateway_IsNoStranger()
    {
        await using var igd = new FakeIgd();
        await using var ssdp = new FakeSsdp(_ => []);
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink);
        sut.Send(0);
        await Eventually.True(() => ssdp.Client is not null, "a search arrives");

        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        other.SendTo(Encoding.ASCII.GetBytes(FakeSsdp.Answer(igd.DescriptionUrl, target: "upnp:rootdevice")), ssdp.Client!);
        using var gateway = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        gateway.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        // An answer from another port than 1900 of the gateway is good (TP-Link ER605, tailscale#7377).
        gateway.SendTo(Encoding.ASCII.GetBytes(FakeSsdp.Answer(igd.DescriptionUrl)), ssdp.Client!);

        await sink.NextAsync();
        sink.Strangers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Hear_FloodOfLocations_ReadsAFewAtATime()
    {
        // The gateway's packets can be forged, and every URL on it is a connection to it.
        await using var router = new FakeHttpServer(_ => new FakeReply { StaysOpen = true });
        await using var ssdp = new FakeSsdp(_ => Enumerable.Range(0, 60).Select(i => FakeSsdp.Answer(router.Url($"/{i}.xml"))));
        await using var sut = Probes.Started(ssdp.Port, new FakeSink());

        sut.Send(0);
        await Eventually.True(() => router.Requests.Count == 4, "the first ones are asked for");
        sut.Send(0);
        await Eventually.True(() => ssdp.Searches.Count == 2, "the second search is answered");

        router.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Report_NothingAnswers_TellsWhatWasTried()
    {
        await using var ssdp = new FakeSsdp(_ => []);
        await using var sut = Probes.Started(ssdp.Port, new FakeSink());

        sut.Send(0);
        sut.Send(1);

        sut.Report().ShouldSatisfyAllConditions(
            report => report.Answered.ShouldBeFalse(),
            report => report.Tried.ShouldBe($"3 SSDP searches to 127.0.0.1:{ssdp.Port}"),
            report => report.Answer.ShouldBe("nothing came back"));
        sut.DescriptionUrl.ShouldBeNull();
    }

    [Fact]
    public async Task Start_LocalAddressIsGone_ReportsItAndDoesNotThrow()
    {
        var gateway = FakeIgd.Gateway with { LocalAddress = IPAddress.Parse("192.0.2.1") };
        await using var sut = new UpnpProbe(gateway, new GatewayOptions { Multicast = false }, FakeIgd.Identity, TimeProvider.System);

        sut.Start(new FakeSink());
        sut.Send(0);

        sut.Report().Answer.ShouldContain("no SSDP socket to search on 192.0.2.1");
    }

    [Quirk("3b one of two dead")]
    [Fact]
    public async Task Find_TwoDescriptionsFirstOneDown_TheConnectedOneIsUsed()
    {
        // syncthing#1542: two IGDs, one of them dead.
        await using var dead = new FakeIgd { Status = "Disconnected", ExternalAddress = "0.0.0.0" };
        await using var live = new FakeIgd();
        var urls = new[] { dead.DescriptionUrl, live.DescriptionUrl };
        var asked = 0;
        await using var ssdp = new FakeSsdp(_ => [FakeSsdp.Answer(urls[Math.Min(asked++, 1)])]);
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink);

        sut.Send(0);
        await sink.NextAsync();
        sut.Send(1);
        var better = await sink.NextAsync();

        (await better.GetExternalAddressAsync(default)).IsGranted.ShouldBeTrue();
        sut.DescriptionUrl.ShouldBe(live.DescriptionUrl);
    }
}
