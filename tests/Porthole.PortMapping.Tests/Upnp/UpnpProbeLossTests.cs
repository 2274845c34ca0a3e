using Porthole.PortMapping.Tests.Discovery;
using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Tests.Upnp.Fakes;

namespace Porthole.PortMapping.Tests.Upnp;

/// <summary>A router that restarts, moves or goes away.</summary>
public sealed class UpnpProbeLossTests
{
    [Quirk("2 restart")]
    [Fact]
    public async Task Hear_BootNumberChanges_RestartIsToldAndTheServiceIsReadAnew()
    {
        await using var igd = new FakeIgd();
        var boot = 1;
        await using var ssdp = new FakeSsdp(_ => [FakeSsdp.Answer(igd.DescriptionUrl, $"BOOTID.UPNP.ORG: {boot}\r\n")]);
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink);
        sut.Send(0);
        var first = await sink.NextAsync();

        boot = 2;
        sut.Send(1);
        var second = await sink.NextAsync();

        sink.Restarts.ShouldHaveSingleItem().ShouldContain("went from 1 to 2");
        second.ShouldNotBeSameAs(first);
    }

    [Fact]
    public async Task Hear_FloodOfBootNumbers_IsOneRestartAndOneReading()
    {
        await using var igd = new FakeIgd();
        await using var ssdp = new FakeSsdp(_ => [FakeSsdp.Answer(igd.DescriptionUrl, "BOOTID.UPNP.ORG: 1\r\n")]);
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink);
        sut.Send(0);
        await sink.NextAsync();

        for (var boot = 2; boot < 200; boot++)
        {
            ssdp.Tell(FakeSsdp.Answer(igd.DescriptionUrl, $"BOOTID.UPNP.ORG: {boot}\r\n"));
        }

        await sink.NextAsync();

        // Said again until it is heard: where the flood fills the socket, what comes next is lost.
        await Eventually.True(
            () =>
            {
                ssdp.Tell(FakeSsdp.Notify("byebye", igd.DescriptionUrl));
                return !sink.LostOnes.IsEmpty;
            },
            "the last is heard");
        sink.Restarts.Count.ShouldBe(1);
        igd.Server.Requests.Count(request => request.Path == "/rootDesc.xml").ShouldBe(2);
    }

    [Quirk("3e moved")]
    [Fact]
    public async Task Call_ControlUrlGone_ServiceIsLostOnce()
    {
        // go-libp2p#3224, syncthing#1892: after a restart the control URL is another.
        await using var igd = new FakeIgd();
        await using var ssdp = new FakeSsdp(_ => [FakeSsdp.Answer(igd.DescriptionUrl)]);
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink);
        sut.Send(0);
        var protocol = await sink.NextAsync();
        (await protocol.GetExternalAddressAsync(default)).IsGranted.ShouldBeTrue();

        igd.OverrideHttp = request => request.Path == "/ctl" ? FakeReply.Status(404) : null;
        (await protocol.GetExternalAddressAsync(default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.NoAnswer);
        (await protocol.GetExternalAddressAsync(default)).IsGranted.ShouldBeFalse();

        sink.LostOnes.ShouldHaveSingleItem().ShouldContain("404");

        // Back again, a new search finds it by the description that it had.
        igd.OverrideHttp = _ => null;
        sut.Send(0);
        (await sink.NextAsync()).ShouldNotBeSameAs(protocol);
    }

    [Quirk("3e moved")]
    [Fact]
    public async Task Call_WebServerGone_ServiceIsLost()
    {
        var igd = new FakeIgd();
        await using var ssdp = new FakeSsdp(_ => [FakeSsdp.Answer(igd.DescriptionUrl)]);
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink);
        sut.Send(0);
        var protocol = await sink.NextAsync();
        await igd.DisposeAsync();

        (await protocol.GetExternalAddressAsync(default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.NoAnswer);

        sink.LostOnes.ShouldHaveSingleItem().ShouldContain("Refused");
    }

    [Fact]
    public async Task Call_404ForOneActionOnly_ServiceStays()
    {
        await using var igd = new FakeIgd { Override = call => call.Action == "GetGenericPortMappingEntry" ? FakeReply.Status(404) : null };
        await using var ssdp = new FakeSsdp(_ => [FakeSsdp.Answer(igd.DescriptionUrl)]);
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink);
        sut.Send(0);
        var protocol = await sink.NextAsync();
        (await protocol.GetExternalAddressAsync(default)).IsGranted.ShouldBeTrue();

        (await protocol.ListAsync(default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.Unexplained);

        sink.LostOnes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("upnp:rootdevice")]
    [InlineData("urn:schemas-upnp-org:service:WANIPConnection:1")]
    public async Task Hear_GatewayTakesItsLeave_ServiceIsLost(string target)
    {
        await using var igd = new FakeIgd();
        await using var ssdp = new FakeSsdp(_ => [FakeSsdp.Answer(igd.DescriptionUrl)]);
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink);
        sut.Send(0);
        await sink.NextAsync();

        ssdp.Tell(FakeSsdp.Notify("byebye", igd.DescriptionUrl, target));

        await Eventually.True(() => !sink.LostOnes.IsEmpty, "the loss is told");
        var told = sink.LostOnes.ShouldHaveSingleItem();
        told.ShouldStartWith("goodbye");
        told.ShouldContain(target);
    }

    [Quirk("3b two stacks")]
    [Fact]
    public async Task Hear_AnotherDeviceOfTheRouterTakesItsLeave_ServiceStays()
    {
        await using var igd = new FakeIgd();
        await using var ssdp = new FakeSsdp(_ => [FakeSsdp.Answer(igd.DescriptionUrl)]);
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink);
        sut.Send(0);
        await sink.NextAsync();

        ssdp.Tell(FakeSsdp.Notify("byebye", igd.DescriptionUrl, device: "uuid:wifi-setup"));
        ssdp.Tell(FakeSsdp.Notify("byebye", igd.DescriptionUrl));

        // They arrive in order: had the first counted, there would be two losses or another target.
        await Eventually.True(() => !sink.LostOnes.IsEmpty, "the second is told");
        sink.LostOnes.Count.ShouldBe(1);
        sut.Send(0);
        await sink.NextAsync();
    }

    [Quirk("2 http_port 0")]
    [Quirk("3e moved")]
    [Fact]
    public async Task Hear_AnnouncementOfANewPlace_IsFoundThere()
    {
        // miniupnpd with http_port=0: another port after every start.
        await using var before = new FakeIgd();
        await using var after = new FakeIgd();
        await using var ssdp = new FakeSsdp(_ => [FakeSsdp.Answer(before.DescriptionUrl)]);
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink);
        sut.Send(0);
        await sink.NextAsync();
        before.Status = "Disconnected";

        ssdp.Tell(FakeSsdp.Notify("alive", after.DescriptionUrl));

        await sink.NextAsync();
        sut.DescriptionUrl.ShouldBe(after.DescriptionUrl);
    }

    [Fact]
    public async Task Hear_AnnouncementOfWhatIsInUse_ChangesNothing()
    {
        // Routers announce themselves every half minute, some of them every few seconds.
        await using var igd = new FakeIgd();
        await using var ssdp = new FakeSsdp(search => search.StartsWith("M-SEARCH", StringComparison.Ordinal) ? [FakeSsdp.Answer(igd.DescriptionUrl)] : []);
        var sink = new FakeSink();
        await using var sut = Probes.Started(ssdp.Port, sink);
        sut.Send(0);
        await sink.NextAsync();

        for (var i = 0; i < 50; i++)
        {
            ssdp.Tell(FakeSsdp.Notify("alive", igd.DescriptionUrl));
        }

        ssdp.Tell(FakeSsdp.Notify("byebye", igd.DescriptionUrl));
        await Eventually.True(() => !sink.LostOnes.IsEmpty, "the last is heard");
        igd.Server.Requests.Count(request => request.Path == "/rootDesc.xml").ShouldBe(1);
        sink.Found.Count.ShouldBe(0);
    }
}
