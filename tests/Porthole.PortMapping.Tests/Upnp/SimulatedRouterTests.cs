using System.Collections.Immutable;
using System.Net;
using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.Tests.Discovery;
using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Tests.Upnp.Fakes;
using Porthole.PortMapping.Upnp;
using Porthole.Simulation;

namespace Porthole.PortMapping.Tests.Upnp;

/// <summary>Against the simulated router, which has its own idea of every wire format.</summary>
public sealed class SimulatedRouterTests
{
    private static readonly IPAddress ThisPc = IPAddress.Loopback;
    private static readonly IPAddress Camera = IPAddress.Parse("192.168.1.20");

    private static readonly Dictionary<string, Quirk> Harmless = new()
    {
        ["none"] = new Quirk(),
        [nameof(RouterQuirks.LowerCaseSsdpHeaders)] = RouterQuirks.LowerCaseSsdpHeaders,
        [nameof(RouterQuirks.NoBlankAfterColon)] = RouterQuirks.NoBlankAfterColon,
        [nameof(RouterQuirks.SsdpWithBareLineFeeds)] = RouterQuirks.SsdpWithBareLineFeeds,
        [nameof(RouterQuirks.LocationCalledAl)] = RouterQuirks.LocationCalledAl,
        [nameof(RouterQuirks.EmptyServer)] = RouterQuirks.EmptyServer,
        [nameof(RouterQuirks.InvalidUuid)] = RouterQuirks.InvalidUuid,
        [nameof(RouterQuirks.OddSsdpStatusLine)] = RouterQuirks.OddSsdpStatusLine,
        [nameof(RouterQuirks.DoubledSsdpHeaders)] = RouterQuirks.DoubledSsdpHeaders,
        ["URLBase empty"] = RouterQuirks.UrlBase(""),
        ["URLBase on another host"] = RouterQuirks.UrlBase("http://192.168.1.99:80/"),
        ["URLBase on a dead port"] = RouterQuirks.UrlBase("http://127.8.0.1:1/"),
        [nameof(RouterQuirks.UrlsWithoutSlash)] = RouterQuirks.UrlsWithoutSlash,
        [nameof(RouterQuirks.ControlUrlsWithQuery)] = RouterQuirks.ControlUrlsWithQuery,
        [nameof(RouterQuirks.DslForumNames)] = RouterQuirks.DslForumNames,
        [nameof(RouterQuirks.PppConnection)] = RouterQuirks.PppConnection,
        [nameof(RouterQuirks.Version1Children)] = RouterQuirks.Version1Children,
        [nameof(RouterQuirks.FirstConnectionDown)] = RouterQuirks.FirstConnectionDown,
        [nameof(RouterQuirks.JunkInDescription)] = RouterQuirks.JunkInDescription,
        [nameof(RouterQuirks.UpperCaseTags)] = RouterQuirks.UpperCaseTags,
        [nameof(RouterQuirks.NoNamespace)] = RouterQuirks.NoNamespace,
        ["100 KB description"] = RouterQuirks.HugeDescription(100_000),
        [nameof(RouterQuirks.ChunkedReplies)] = RouterQuirks.ChunkedReplies,
        [nameof(RouterQuirks.NoContentLength)] = RouterQuirks.NoContentLength,
        [nameof(RouterQuirks.NoContentLengthLeftOpen)] = RouterQuirks.NoContentLengthLeftOpen,
        ["length too small"] = RouterQuirks.WrongContentLength(-10),
        ["length too large"] = RouterQuirks.WrongContentLength(10),
        [nameof(RouterQuirks.HttpWithBareLineFeeds)] = RouterQuirks.HttpWithBareLineFeeds,
        [nameof(RouterQuirks.LowerCaseHttpHeaders)] = RouterQuirks.LowerCaseHttpHeaders,
        ["dripping"] = RouterQuirks.DrippedReplies(97, TimeSpan.FromMilliseconds(1)),
        [nameof(RouterQuirks.ContentTypeHtml)] = RouterQuirks.ContentTypeHtml,
        [nameof(RouterQuirks.OneSegmentOnly)] = RouterQuirks.OneSegmentOnly,
        [nameof(RouterQuirks.HostMustNamePort)] = RouterQuirks.HostMustNamePort,
        [nameof(RouterQuirks.TimedLeaseIsInvalid)] = RouterQuirks.TimedLeaseIsInvalid,
        [nameof(RouterQuirks.PermanentLeaseIsInvalid)] = RouterQuirks.PermanentLeaseIsInvalid,
        [nameof(RouterQuirks.RemoteHostMustBeEmpty)] = RouterQuirks.RemoteHostMustBeEmpty,
        [nameof(RouterQuirks.UpperCaseProtocolOnly)] = RouterQuirks.UpperCaseProtocolOnly,
        [nameof(RouterQuirks.ArgumentOrderMatters)] = RouterQuirks.ArgumentOrderMatters,
        ["list ends with 899"] = RouterQuirks.EndOfList(899),
        [nameof(RouterQuirks.FaultsWithStatus200)] = RouterQuirks.FaultsWithStatus200,
        [nameof(RouterQuirks.FaultCodeInMixedCase)] = RouterQuirks.FaultCodeInMixedCase,
        ["SOAPAction"] = RouterQuirks.SoapActionSpelled("SOAPAction"),
        ["SOAPACTION"] = RouterQuirks.SoapActionSpelled("SOAPACTION"),
        [nameof(RouterQuirks.SoapActionQuoted)] = RouterQuirks.SoapActionQuoted,
        [nameof(RouterQuirks.ContentTypeMustBeXml)] = RouterQuirks.ContentTypeMustBeXml,
        [nameof(RouterQuirks.ExtensionFrameworkOnly)] = RouterQuirks.ExtensionFrameworkOnly,
        [nameof(RouterQuirks.ListNeverEnds)] = RouterQuirks.ListNeverEnds,
        [nameof(RouterQuirks.EmptyListing)] = RouterQuirks.EmptyListing,
        [nameof(RouterQuirks.ListingInCData)] = RouterQuirks.ListingInCData,
        ["descriptions cut"] = RouterQuirks.CutsDescriptions(10),
    };

    public static TheoryData<string, int> HarmlessNames => [.. Harmless.Keys.SelectMany(name => new[] { (name, 1), (name, 2) })];

    [Quirk("3a 402 lease")]
    [Quirk("3a 402 no lease")]
    [Quirk("3a 402 order")]
    [Quirk("3a 501 page")]
    [Quirk("3a 726")]
    [Quirk("3a fault with 200")]
    [Quirk("3b header case")]
    [Quirk("3b AL")]
    [Quirk("3b SERVER")]
    [Quirk("3b UUID")]
    [Quirk("3b LF only")]
    [Quirk("3b status line")]
    [Quirk("3b doubled headers")]
    [Quirk("3c URLBase")]
    [Quirk("3c no slash")]
    [Quirk("3c query")]
    [Quirk("3c Host header")]
    [Quirk("3c dslforum")]
    [Quirk("3c two WAN devices")]
    [Quirk("3c mixed versions")]
    [Quirk("3c junk")]
    [Quirk("3c large")]
    [Quirk("3d no length")]
    [Quirk("3d wrong length")]
    [Quirk("3d chunked")]
    [Quirk("3d LF only")]
    [Quirk("3d one segment")]
    [Quirk("3d request type")]
    [Quirk("3d reply type")]
    [Quirk("3d quoted action")]
    [Quirk("3d M-POST")]
    [Quirk("3d long description")]
    [Quirk("3e upper case")]
    [Quirk("3e list without end")]
    [Theory]
    [MemberData(nameof(HarmlessNames))]
    public async Task Map_RouterWithAQuirk_MapsListsAndUnmapsAllTheSame(string quirk, int version)
    {
        await using var router = await RouterAsync(new SimulatedRouterOptions { IgdVersion = version, SecureMode = false, Quirks = [Harmless[quirk]] });
        var sink = new FakeSink();
        await using var probe = Search(router, sink);
        var sut = await sink.NextAsync();

        var mapping = (await sut.MapAsync(Request(Camera), default)).Value.ShouldNotBeNull(quirk);
        router.Mappings.ShouldHaveSingleItem().ExternalPort.ShouldBe(8554);
        (await sut.ListAsync(default)).Value.ShouldNotBeNull(quirk).ShouldContain(entry => entry.ExternalPort == 8554 && Camera.Equals(entry.InternalAddress));
        (await sut.UnmapAsync(mapping, default)).IsGranted.ShouldBeTrue(quirk);
        router.Mappings.ShouldBeEmpty();
    }

    [Quirk("3a 725")]
    [Fact]
    public async Task Unmap_RouterDoesNotTellItsTable_RemovesTheMapping()
    {
        await using var router = await RouterAsync(new SimulatedRouterOptions { SecureMode = false, Quirks = [RouterQuirks.CannotBeRead()] });
        var sink = new FakeSink();
        await using var probe = Search(router, sink);
        var sut = await sink.NextAsync();
        var mapping = (await sut.MapAsync(Request(Camera), default)).Value.ShouldNotBeNull();

        (await sut.ReadAsync(Transport.Tcp, 8554, default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.Unsupported);
        (await sut.UnmapAsync(mapping, default)).IsGranted.ShouldBeTrue();

        router.Mappings.ShouldBeEmpty();
    }

    [Quirk("2 secure mode")]
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Map_SecureMode_OnlyForAsker(int version)
    {
        await using var router = await RouterAsync(new SimulatedRouterOptions { IgdVersion = version });
        var sink = new FakeSink();
        await using var probe = Search(router, sink);
        var sut = await sink.NextAsync();

        (await sut.MapAsync(Request(Camera), default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.OnlyForAsker);
        (await sut.MapAsync(Request(ThisPc), default)).IsGranted.ShouldBeTrue();
    }

    [Quirk("2 permission rules")]
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Map_SampleRulesOfMiniupnpd_PortForbidden(int version)
    {
        var rules = ImmutableArray.Create(PermissionRule.Parse("allow 1024-65535 0.0.0.0/0 1024-65535"), PermissionRule.Parse("deny 0-65535 0.0.0.0/0 0-65535"));
        await using var router = await RouterAsync(new SimulatedRouterOptions { IgdVersion = version, SecureMode = false, Rules = rules });
        var sink = new FakeSink();
        await using var probe = Search(router, sink);
        var sut = await sink.NextAsync();

        (await sut.MapAsync(Request(Camera), default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.PortForbidden);
        (await sut.MapAsync(Request(ThisPc) with { ExternalPort = 443 }, default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.PortForbidden);
        router.Mappings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Map_EverythingDenied_NotAuthorized(int version)
    {
        await using var router = await RouterAsync(new SimulatedRouterOptions { IgdVersion = version, Rules = [PermissionRule.Parse("deny 0-65535 0.0.0.0/0 0-65535")] });
        var sink = new FakeSink();
        await using var probe = Search(router, sink);
        var sut = await sink.NextAsync();

        (await sut.MapAsync(Request(ThisPc), default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.NotAuthorized);
    }

    [Fact]
    public async Task Events_AddressChanges_IsTold()
    {
        await using var router = await RouterAsync(new SimulatedRouterOptions());
        var sink = new FakeSink();
        await using var probe = Search(router, sink);
        await sink.NextAsync();

        // The first event is on its way with the old address; a new one must not overtake it.
        await Eventually.True(() => router.Subscriptions == 1 && !sink.Addresses.IsEmpty, "the first event");

        await router.ChangeWanAddressAsync(IPAddress.Parse("198.51.100.99"));

        await Eventually.True(() => sink.Addresses.LastOrDefault()?.ToString() == "198.51.100.99", "the address is told");
    }

    [Fact]
    public async Task Events_OneIsLost_IsNoticedByItsNumberAndSubscribedAnew()
    {
        await using var router = await RouterAsync(new SimulatedRouterOptions
        {
            Quirks = [new() { ChangeEvent = text => text.Contains("SEQ: 1\r\n", StringComparison.Ordinal) ? null : text }],
        });
        var sink = new FakeSink();
        await using var probe = Search(router, sink);
        await sink.NextAsync();
        await Eventually.True(() => router.Subscriptions == 1 && !sink.Addresses.IsEmpty, "the first event");

        await router.ChangeWanAddressAsync(IPAddress.Parse("198.51.100.98"));
        await router.ChangeWanAddressAsync(IPAddress.Parse("198.51.100.99"));

        await Eventually.True(() => sink.Missed.Contains("event 2 followed event 0"), "the gap is told");
        await Eventually.True(() => router.Subscriptions == 1 && sink.Voice.Count(told => told == "due") == 2, "subscribed anew");
        sink.Addresses.LastOrDefault()?.ToString().ShouldBe("198.51.100.99");
    }

    [Fact]
    public async Task Dispose_Subscribed_SubscriptionIsCancelled()
    {
        await using var router = await RouterAsync(new SimulatedRouterOptions());
        var sink = new FakeSink();
        var probe = Search(router, sink);
        await sink.NextAsync();
        await Eventually.True(() => router.Subscriptions == 1, "the events are subscribed to");

        await probe.DisposeAsync();

        router.Subscriptions.ShouldBe(0);
    }

    [Quirk("2 http_port 0")]
    [Quirk("3e moved")]
    [Fact]
    public async Task Reboot_ControlUrlMoves_LostThenRestartedThenFound()
    {
        await using var router = await RouterAsync(new SimulatedRouterOptions());
        var sink = new FakeSink();
        await using var probe = Search(router, sink);
        var before = await sink.NextAsync();

        await router.RebootAsync(announce: false);
        (await before.GetExternalAddressAsync(default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.NoAnswer);
        sink.LostOnes.Count.ShouldBe(1);
        probe.Send(0);
        var after = await sink.NextAsync();

        sink.Restarts.ShouldHaveSingleItem().ShouldContain("boot number");
        (await after.MapAsync(Request(ThisPc), default)).IsGranted.ShouldBeTrue();
    }

    private static async Task<SimulatedRouter> RouterAsync(SimulatedRouterOptions options)
    {
        // Tests run side by side, and the ports mapped are really bound: each router gets addresses of its own.
        var (high, low) = ((byte)Random.Shared.Next(256), (byte)Random.Shared.Next(2, 250));
        return await SimulatedRouter.StartAsync(options with { LanAddress = new([127, 8, high, low]), WanAddress = new([127, 9, high, low]) });
    }

    private static UpnpProbe Search(SimulatedRouter router, FakeSink sink)
    {
        var gateway = FakeIgd.Gateway with { Address = router.LanAddress };
        var probe = new UpnpProbe(
            gateway,
            new GatewayOptions { SsdpPort = router.SsdpPort, Multicast = false },
            new GatewayIdentity(gateway, static () => [], TimeProvider.System),
            TimeProvider.System);
        probe.Start(sink);
        probe.Send(0);
        return probe;
    }

    private static MappingRequest Request(IPAddress host) => new()
    {
        Transport = Transport.Tcp,
        Internal = new IPEndPoint(host, 554),
        ExternalPort = 8554,
        Description = "Porthole front-door/rtsp",
    };
}
