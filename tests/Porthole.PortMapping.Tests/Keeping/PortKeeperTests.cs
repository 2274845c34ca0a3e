using System.Net;
using System.Net.Sockets;
using Porthole.PortMapping.Tests.Discovery;
using Porthole.PortMapping.Tests.Quirks;
using Porthole.Simulation;

namespace Porthole.PortMapping.Tests.Keeping;

/// <summary>The keeper against a simulated router on loopback. Time stands still unless a test moves it.</summary>
public sealed class PortKeeperTests
{
    private static DefaultGateway Gateway(SimulatedRouter router) => LoopbackGateway.Gateway with { Address = router.LanAddress };

    // The ports mapped are really bound: each router gets addresses of its own, so that runs side by side do not meet.
    private static Task<SimulatedRouter> RouterAsync(SimulatedRouterOptions options, TimeProvider? time = null)
    {
        var (high, low) = ((byte)Random.Shared.Next(256), (byte)Random.Shared.Next(2, 250));
        return SimulatedRouter.StartAsync(options with { LanAddress = new([127, 6, high, low]), WanAddress = new([127, 7, high, low]) }, time);
    }

    private static MappingRequest Request(string host = "0.0.0.0") => new()
    {
        Transport = Transport.Tcp,
        Internal = new IPEndPoint(IPAddress.Parse(host), 5540),
        ExternalPort = 18554,
        Description = "Front door",
    };

    private static GatewayOptions Options(SimulatedRouter router, int announcements) => new()
    {
        PcpPort = router.PcpPort,
        SsdpPort = router.SsdpPort,
        AnnouncementPort = announcements,
        Multicast = false,
    };

    private static async Task<GatewayResult<Mapping>> Next(KeptPort port) =>
        await port.Results.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    [Theory]
    [InlineData(RouterProtocols.Pcp, MappingProtocol.Pcp)]
    [InlineData(RouterProtocols.NatPmp, MappingProtocol.NatPmp)]
    [InlineData(RouterProtocols.Upnp, MappingProtocol.UpnpIgd)]
    public async Task Keep_RouterWithOneProtocol_OpensAndRemoves(RouterProtocols protocols, MappingProtocol via)
    {
        await using var router = await RouterAsync(new SimulatedRouterOptions { Protocols = protocols });
        await using var keeper = new PortKeeper(Options(router, LoopbackGateway.FreePort()), new ManualTime(), () => Gateway(router));
        await using (var port = keeper.Keep(Request()))
        {
            var mapping = (await Next(port)).Value.ShouldNotBeNull();
            mapping.Via.ShouldBe(via);
            mapping.Internal.ShouldBe(new IPEndPoint(IPAddress.Loopback, 5540));
            mapping.ExternalAddress.ShouldBe(router.ReportedAddress);
            router.Mappings.ShouldHaveSingleItem().ExternalPort.ShouldBe(18554);
        }
        router.Mappings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Keep_RouterReboots_IsOpenedAgainOnTheSamePort()
    {
        var time = new ManualTime();
        var announcements = LoopbackGateway.FreePort();
        await using var router = await RouterAsync(new SimulatedRouterOptions
        {
            AnnounceTo = [new IPEndPoint(IPAddress.Loopback, announcements)],
        }, time);
        await using var keeper = new PortKeeper(Options(router, announcements), time, () => Gateway(router));
        await using var port = keeper.Keep(Request());
        (await Next(port)).IsGranted.ShouldBeTrue();
        // Epochs count whole seconds: only an older router can be seen to start anew.
        time.Advance(TimeSpan.FromSeconds(10));

        await router.RebootAsync();

        await Eventually.True(() => router.Mappings.Count == 1, "the mapping is back");
        router.Mappings.Single().ExternalPort.ShouldBe(18554);
    }

    [Fact]
    public async Task Keep_PortTakenByAnother_TakesTheNext()
    {
        await using var router = await RouterAsync(new SimulatedRouterOptions { Protocols = RouterProtocols.Upnp });
        router.AddMapping(new SimulatedMapping
        {
            Protocol = ProtocolType.Tcp,
            ExternalPort = 18554,
            Internal = new IPEndPoint(IPAddress.Parse("127.0.0.9"), 1),
            MadeBy = RouterProtocols.Upnp,
        }).ShouldBeTrue();
        await using var keeper = new PortKeeper(Options(router, LoopbackGateway.FreePort()), new ManualTime(), () => Gateway(router));
        await using var port = keeper.Keep(Request());

        (await Next(port)).Value!.ExternalPort.ShouldBe((ushort)18555);
    }

    [Fact]
    public async Task Keep_AnotherHostOnASecureRouter_IsRefusedWithTheReason()
    {
        await using var router = await RouterAsync(new SimulatedRouterOptions());
        await using var keeper = new PortKeeper(Options(router, LoopbackGateway.FreePort()), new ManualTime(), () => Gateway(router));
        await using var port = keeper.Keep(Request("10.1.2.3"));

        var refusal = (await Next(port)).Refusal.ShouldNotBeNull();
        refusal.Reason.ShouldBe(RefusalReason.OnlyForAsker);
        port.Mapping.ShouldBeNull();
    }

    [Fact]
    public async Task Keep_NoGateway_SaysSo()
    {
        await using var keeper = new PortKeeper(locate: () => null);
        await using var port = keeper.Keep(Request());

        (await Next(port)).Refusal!.Evidence.ShouldContain("no default gateway");
    }

    [Fact]
    public async Task Keep_LeaseHalfOver_IsRenewed()
    {
        var time = new ManualTime();
        await using var router = await RouterAsync(new SimulatedRouterOptions { Protocols = RouterProtocols.Pcp }, time);
        await using var keeper = new PortKeeper(
            Options(router, LoopbackGateway.FreePort()) with { Protocols = new HashSet<MappingProtocol> { MappingProtocol.Pcp } },
            time,
            () => Gateway(router));
        await using var port = keeper.Keep(Request());
        var granted = (await Next(port)).Value.ShouldNotBeNull();

        await Eventually.True(() => time.UntilNextTimer > TimeSpan.FromSeconds(4), "nothing is under way");

        // Past 5/8 of the hour, the latest moment of a first renewal.
        time.Advance(TimeSpan.FromMinutes(38));

        await Eventually.True(() => port.Mapping?.GrantedAt > granted.GrantedAt, "it is renewed");

        port.Results.TryRead(out _).ShouldBeFalse("a renewal is no news");
        router.Mappings.Count.ShouldBe(1);
    }

    [Quirk("3e standby")]
    [Fact]
    public async Task Keep_PcSleptThroughTheLease_IsOpenedAgain()
    {
        var time = new ManualTime();
        await using var router = await RouterAsync(new SimulatedRouterOptions { Protocols = RouterProtocols.Pcp }, time);
        await using var keeper = new PortKeeper(
            Options(router, LoopbackGateway.FreePort()) with { Protocols = new HashSet<MappingProtocol> { MappingProtocol.Pcp } },
            time,
            () => Gateway(router));
        await using var port = keeper.Keep(Request());
        var granted = (await Next(port)).Value.ShouldNotBeNull();

        // Requests and searches wait for seconds at most: then nothing is under way, and the renewal is waited for.
        await Eventually.True(() => time.UntilNextTimer > TimeSpan.FromSeconds(4), "nothing is under way");

        // Every timer that fell due in standby rings when the PC wakes, and none before.
        time.MoveTo(time.GetUtcNow() + TimeSpan.FromHours(8));
        time.Advance(TimeSpan.Zero);

        await Eventually.True(() => port.Mapping?.GrantedAt > granted.GrantedAt, "it is asked for anew");

        // The next port where the router has not closed the old one by then.
        router.Mappings.ShouldHaveSingleItem().ExternalPort.ShouldBe(port.Mapping!.ExternalPort);
    }

    [Quirk("2 clean_ruleset")]
    [Fact]
    public async Task Keep_RouterDropsThePortWithoutAWord_IsOpenedAgainLongBeforeItsRenewal()
    {
        var time = new ManualTime();
        await using var router = await RouterAsync(new SimulatedRouterOptions { Protocols = RouterProtocols.Upnp }, time);
        await using var keeper = new PortKeeper(
            Options(router, LoopbackGateway.FreePort()) with { Protocols = new HashSet<MappingProtocol> { MappingProtocol.UpnpIgd } },
            time,
            () => Gateway(router));
        await using var port = keeper.Keep(Request() with { Lease = TimeSpan.FromDays(7) });
        var granted = (await Next(port)).Value.ShouldNotBeNull();

        router.DropAllMappings();
        await Eventually.True(
            () =>
            {
                time.Advance(TimeSpan.FromMinutes(1));
                return router.Mappings.Count == 1;
            },
            "it is back");

        (time.GetUtcNow() - granted.GrantedAt).ShouldBeLessThan(TimeSpan.FromHours(12), "when it would have been renewed");
        router.Mappings.ShouldHaveSingleItem().ExternalPort.ShouldBe(18554);
    }
}
