using Porthole.PortMapping.Tests.Upnp.Fakes;

namespace Porthole.PortMapping.Tests.Upnp;

/// <summary>A router that restarts, moves or goes away.</summary>
public sealed class UpnpProbeLossTests
{
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
}
