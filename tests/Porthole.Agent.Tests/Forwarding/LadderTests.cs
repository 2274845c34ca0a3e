using System.Net;
using Porthole.Agent.Doctor.Checks;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Doctor;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>The ladder of DESIGN.md, seen from the status document.</summary>
public sealed class LadderTests
{
    private static readonly MappingProtocol[] All = [MappingProtocol.Pcp, MappingProtocol.NatPmp, MappingProtocol.UpnpIgd];

    [Fact]
    public async Task Climb_RouterMapsForOthers_IsDirect()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        await bench.ConnectAsync(All);

        var status = await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, External: not null });

        status.Forwards[0].ShouldSatisfyAllConditions(
            forward => forward.Route.ShouldBe(Route.Direct),
            forward => forward.Via.ShouldBe("upnp-igd"),
            forward => forward.External.ShouldBe("198.51.100.7:8554"),
            forward => forward.Internal.ShouldBe("127.0.0.20:554"),
            forward => forward.Relay.ShouldBeNull(),
            forward => forward.Problems.ShouldBeEmpty());
        status.Network.Reachability.ShouldBe(Reachability.Public);
        Verdicts.IsGood(status).ShouldBeTrue();
    }

    [Fact]
    public async Task Climb_RouterMapsOnlyForTheAsker_IsRelayedWithPh203()
    {
        var port = LoopBench.FreePort();
        await using var bench = new LoopBench(LoopBench.OneCamera(port));
        bench.Router.Refuse = SecureMode;
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        var status = await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, External: not null });

        status.Forwards[0].Route.ShouldBe(Route.Relayed);
        status.Forwards[0].Relay!.Listen.ShouldBe($"127.0.0.1:{port}");
        status.Forwards[0].Problems.ShouldBe(["PH203"]);
        bench.Router.Table.Values.ShouldHaveSingleItem().Internal.ShouldBe(new IPEndPoint(IPAddress.Loopback, port));
        Verdicts.IsGood(status).ShouldBeTrue();
    }

    [Fact]
    public async Task Climb_NatPmpOnly_IsRelayed()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(LoopBench.FreePort()));
        await bench.ConnectAsync(MappingProtocol.NatPmp);

        var status = await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);

        (status.Forwards[0].Route, status.Forwards[0].Via).ShouldBe((Route.Relayed, "nat-pmp"));
    }

    [Fact]
    public async Task Climb_AllowList_TakesTheRelayThoughTheRouterWouldMapDirectly()
    {
        var settings = LoopBench.OneCamera(LoopBench.FreePort(), device => device with { AllowFrom = [IPNetwork.Parse("203.0.113.7/32")] });
        await using var bench = new LoopBench(settings);
        await bench.ConnectAsync(All);

        var status = await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);

        status.Forwards[0].Route.ShouldBe(Route.Relayed);
        bench.Router.Table.Values.ShouldAllBe(entry => entry.Internal.Address.Equals(IPAddress.Loopback));
    }

    [Fact]
    public async Task Climb_RouterRefusesEverything_IsRelayOnlyWithPh204()
    {
        var port = LoopBench.FreePort();
        await using var bench = new LoopBench(LoopBench.OneCamera(port));
        bench.Router.Refuse = (_, request) => new Refusal(RefusalReason.NotAuthorized, $"AddPortMapping {request.ExternalPort}: 606 Action not authorized", 606);
        await bench.ConnectAsync(All);

        var status = await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Failed);

        status.Forwards[0].ShouldSatisfyAllConditions(
            forward => forward.Route.ShouldBe(Route.RelayOnly),
            forward => forward.External.ShouldBeNull(),
            forward => forward.Relay!.Listen.ShouldBe($"127.0.0.1:{port}"),
            forward => forward.Problems.ShouldBe(["PH204"]));
        status.Problems[0].ShouldSatisfyAllConditions(
            problem => problem.Evidence.ShouldContain("606 Action not authorized"),
            problem => problem.Meanwhile.ShouldContain($"127.0.0.1:{port}"),
            problem => string.Join('\n', problem.Remedy).ShouldContain($"external port {port}, internal address 127.0.0.1 (this PC, whose relay leads to the device), internal port {port}"));
        Verdicts.IsGood(status).ShouldBeFalse();
    }

    [Fact]
    public async Task Climb_RouterAnswersNothing_IsRelayOnlyWithPh202OnceInTheLog()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(LoopBench.FreePort()));
        await bench.ConnectAsync();

        var status = await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Failed);

        status.Forwards[0].Route.ShouldBe(Route.RelayOnly);
        status.Problems.Select(problem => problem.Code).ShouldBe(["PH202"]);
        bench.Log.Count(line => line.StartsWith("PH202", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Climb_RouterAnswersLater_RisesToDirectAndEndsPh202()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(LoopBench.FreePort()));
        await bench.ConnectAsync();
        await bench.UntilAsync(status => status.Forwards[0].Route == Route.RelayOnly);

        bench.Router.Found(All);
        var status = await bench.UntilAsync(status => status.Forwards[0] is { Route: Route.Direct, State: ForwardState.Mapped });

        status.Problems.ShouldBeEmpty();
        bench.Log.ShouldContain(line => line.StartsWith("PH202 is over", StringComparison.Ordinal));
        bench.Router.Table.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Climb_PortHeldByAnother_TakesTheNextAndSaysPh205()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        bench.Router.Refuse = (_, request) => request.ExternalPort == 8554 ? new Refusal(RefusalReason.Conflict, "718 ConflictInMappingEntry", 718) : null;
        await bench.ConnectAsync(All);

        var status = await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, External: not null });

        status.Forwards[0].External.ShouldBe("198.51.100.7:18554");
        status.Forwards[0].Problems.ShouldBe(["PH205"]);
    }

    /// <summary>PCP and AddAnyPortMapping do not say who holds the port that was wished; the table does.</summary>
    [Fact]
    public async Task Climb_AnotherPortIsGrantedWithoutAWord_TheTableTellsWhoHoldsTheWishedOne()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        bench.Router.Table[(Transport.Tcp, 8554)] = new MappingRequest { Transport = Transport.Tcp, Internal = IPEndPoint.Parse("127.0.0.50:80"), ExternalPort = 8554, Description = "NAS" };
        bench.Router.GrantOtherPort = 18554;

        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        var status = await bench.UntilAsync(status => status.Problems is [{ Code: "PH205" } problem] && problem.Evidence.Contains("127.0.0.50:80", StringComparison.Ordinal));
        status.Problems[0].Title.ShouldContain("is taken by 127.0.0.50:80 (\"NAS\"); 18554 is used instead");
    }

    /// <summary>Open.NAT#69: the port of a service of the router's own.</summary>
    [Fact]
    public async Task Climb_PortKeptByTheRouter_TakesTheNextAndSaysPh205()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        bench.Router.Refuse = (_, request) => request.ExternalPort == 8554 ? new Refusal(RefusalReason.PortForbidden, "606; a high port was granted", 606) : null;
        await bench.ConnectAsync(All);

        var status = await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, External: not null });

        status.Forwards[0].ShouldSatisfyAllConditions(forward => forward.External.ShouldBe("198.51.100.7:18554"), forward => forward.Route.ShouldBe(Route.Direct));
        status.Forwards[0].Problems.ShouldBe(["PH205"]);
        status.Problems.Single().Title.ShouldContain("taken by the router itself");
    }

    [Fact]
    public async Task Climb_EveryDirectPortForbidden_AsksForTwoAndStepsDown()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        var device = 0;
        bench.Router.Refuse = (_, request) =>
        {
            if (request.Internal.Port != 554) return null;
            Interlocked.Increment(ref device);
            return new Refusal(RefusalReason.PortForbidden, "606; a high port was granted", 606);
        };
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        var status = await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, External: not null });

        status.Forwards[0].ShouldSatisfyAllConditions(forward => forward.External.ShouldBe("198.51.100.7:8554"), forward => forward.Route.ShouldBe(Route.Relayed));
        device.ShouldBe(2);
    }

    [Fact]
    public async Task Climb_SamePortRequired_AsksForTheInternalPort()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        bench.Router.Refuse = (_, request) => request.ExternalPort == request.Internal.Port ? null : new Refusal(RefusalReason.SamePortRequired, "724", 724);
        await bench.ConnectAsync(All);

        var status = await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, External: not null });

        status.Forwards[0].External.ShouldBe("198.51.100.7:554");
    }

    [Fact]
    public async Task Climb_RelayPortTaken_ListensElsewhereAndSaysByWhom()
    {
        Assert.SkipWhen(OtherProgram.Missing is not null, OtherProgram.Missing ?? "");
        using var other = await OtherProgram.HoldAsync();
        await using var bench = new LoopBench(LoopBench.OneCamera((ushort)other.Port));
        await bench.ConnectAsync(MappingProtocol.NatPmp);

        var status = await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, External: not null });

        status.Forwards[0].External.ShouldBe($"198.51.100.7:{other.Port}");
        status.Forwards[0].Relay!.Listen.ShouldNotBe($"127.0.0.1:{other.Port}");
        status.Forwards[0].Problems.ShouldBe(["PH301"]);
        status.Problems.ShouldHaveSingleItem().Evidence.ShouldMatch($@"127\.0\.0\.1:{other.Port} is taken by python3\S* \(PID {other.Id}\)");
    }

    [Fact]
    public async Task NoGateway_SaysPh201AndRecovers()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        bench.Post(new LoopEvent.GatewayLocated(null));

        var status = await bench.UntilAsync(status => status.Problems.Any(problem => problem.Code == "PH201"));
        status.Network.Reachability.ShouldBe(Reachability.Offline);
        status.Forwards[0].State.ShouldBe(ForwardState.Pending);

        await bench.ConnectAsync(All);
        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped && status.Problems.IsEmpty);
    }

    [Theory]
    [InlineData("wlan7", null, "the network interface \"wlan7\" (Gateway.Interface): no router", "Correct Gateway.Interface")]
    [InlineData("wlan7", "172.16.5.77", "and the router 172.16.5.77 (Gateway.Address)", "Correct Gateway.Interface")]
    [InlineData(null, "172.16.5.77", "172.16.5.77 as the router (Gateway.Address): it is on no network", "Correct Gateway.Address")]
    public async Task NoGateway_TheSettingsNameOneThatIsNotThere_Ph201NamesTheSetting(string? name, string? address, string evidence, string remedy)
    {
        var settings = LoopBench.OneCamera(8554) with { Gateway = new GatewaySettings { Interface = name, Address = address is null ? null : IPAddress.Parse(address) } };
        await using var bench = new LoopBench(settings);
        bench.Post(new LoopEvent.GatewayLocated(null));

        var status = await bench.UntilAsync(status => status.Problems.Any(problem => problem.Code == "PH201"));

        status.Problems[0].Title.ShouldBe("There is no router where the settings say");
        status.Problems[0].Evidence.ShouldContain(evidence);
        status.Problems[0].Remedy[0].ShouldStartWith(remedy);
        var check = (await new GatewayCheck().FindAsync(Patients.Of(bench.Snapshot))).ShouldHaveSingleItem();
        check.Evidence[0].ShouldBe(status.Problems[0].Evidence);
    }

    private static Refusal? SecureMode(MappingProtocol protocol, MappingRequest request) =>
        request.Internal.Address.Equals(IPAddress.Loopback) ? null : new Refusal(RefusalReason.OnlyForAsker, "718 for another host, and no such entry", 718);
}
