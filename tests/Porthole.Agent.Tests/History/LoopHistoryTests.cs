using Porthole.Agent.Forwarding;
using Porthole.Agent.History;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.History;

/// <summary>What the loop puts into the history while it works.</summary>
public sealed class LoopHistoryTests
{
    [Fact]
    public async Task Open_FirstTime_IsToldOnceWithAddressAndReason()
    {
        await using var bench = await DirectAsync();

        var told = await ForwardAsync(bench, 1);

        told[0].ShouldSatisfyAllConditions(
            transition => transition.Title.ShouldBe("Door rtsp"),
            transition => transition.From.ShouldBe(""),
            transition => transition.To.ShouldContain("8554, direct by UPnP"),
            transition => transition.Why.ShouldBe("the router was found"));
        bench.Transitions.Select(transition => transition.Subject).ShouldBe(["agent", "router", "protocols", "external-address", "door/rtsp"], ignoreOrder: true);
    }

    [Fact]
    public async Task Verify_MappingVanished_IsToldThoughTheStateIsTheSame()
    {
        await using var bench = await DirectAsync();
        bench.Router.Table.Clear();

        bench.Time.Advance(bench.Settings.Mapping.VerifyInterval);

        (await ForwardAsync(bench, 2))[1].Why.ShouldContain("no entry for 8554");
        await UntilToldAsync(bench, transition => transition is { Kind: TransitionKind.Problem, Subject: "PH206 door/rtsp", To: "stands" });
    }

    [Fact]
    public async Task Gateway_LostAndFound_IsToldBothWays()
    {
        await using var bench = await DirectAsync();

        bench.Post(new LoopEvent.GatewayLocated(null));
        await UntilToldAsync(bench, transition => transition is { Subject: "router", To: "none" });
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await UntilToldAsync(bench, transition => transition is { Subject: "PH201", To: "over" });

        var told = await ForwardAsync(bench, 3);
        (told[1].To, told[1].Why).ShouldBe(("waiting for the router", "this PC has no router"));
        (told[2].From, told[2].Why).ShouldBe(("waiting for the router", "the router was found"));
    }

    [Fact]
    public async Task Restarted_IsToldWithItsEvidence()
    {
        await using var bench = await DirectAsync();

        bench.Router.Session!.Tell(new GatewayEvent.Restarted("the epoch began anew"));

        await UntilToldAsync(bench, transition => transition is { Subject: "router", To: "restarted", Why: "the epoch began anew" });
    }

    [Fact]
    public async Task ExternalAddress_Changed_IsOneTransitionAndNotOneOfEachForward()
    {
        await using var bench = await DirectAsync();

        bench.Router.Session!.Tell(new GatewayEvent.ExternalAddressChanged(System.Net.IPAddress.Parse("198.51.100.9")));

        var told = await UntilToldAsync(bench, transition => transition is { Subject: "external-address", To: "198.51.100.9" });
        told.From.ShouldBe("198.51.100.7");
        bench.Transitions.Count(transition => transition.Kind == TransitionKind.Forward).ShouldBe(1);
    }

    [Fact]
    public async Task Removed_Device_IsClosed()
    {
        await using var bench = await DirectAsync();

        bench.Change(bench.Settings with { Devices = [] });

        (await ForwardAsync(bench, 2))[1].ShouldSatisfyAllConditions(
            transition => transition.To.ShouldBe("closed"),
            transition => transition.Why.ShouldBe("no longer registered"));
    }

    [Fact]
    public async Task Relayed_TheRouterRefusedTheDirectWay_SaysWhatItAnswered()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(LoopBench.FreePort()));
        bench.Router.Refuse = (_, request) => request.Internal.Address.Equals(System.Net.IPAddress.Loopback) ? null : new Refusal(RefusalReason.OnlyForAsker, "718 for another host", 718);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        var told = await ForwardAsync(bench, 1);

        told[0].To.ShouldContain("relayed by UPnP");
        told[0].Why.ShouldContain("718 for another host");
    }

    [Fact]
    public async Task Nothing_ForADay_TellsNothing()
    {
        await using var bench = await DirectAsync();
        await ForwardAsync(bench, 1);
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        var before = bench.History.Last;

        for (var hour = 0; hour < 24; hour++)
        {
            bench.Time.Advance(TimeSpan.FromHours(1) / 4);
            await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        }

        bench.History.Last.ShouldBe(before);
    }

    [Fact]
    public async Task Stop_IsTold()
    {
        var bench = await DirectAsync();

        await bench.StopAsync();

        (bench.Transitions[^1].To, bench.Transitions[^1].Why).ShouldBe(("stopped", "1 mapping removed"));
        await bench.DisposeAsync();
    }

    [Fact]
    public async Task Stop_RouterKeepsTheMapping_SaysThatItIsLeft()
    {
        await using var bench = await DirectAsync();
        bench.Router.KeepsEverything = true;

        await bench.StopAsync();

        (bench.Transitions[^1].To, bench.Transitions[^1].Why).ShouldBe(("stopped", "0 mappings removed, 1 left on the router"));
    }

    private static async Task<LoopBench> DirectAsync()
    {
        var bench = new LoopBench(LoopBench.OneCamera(8554));
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, External: not null });
        return bench;
    }

    private static async Task<List<Transition>> ForwardAsync(LoopBench bench, int count)
    {
        await bench.UntilAsync(() => Told().Count >= count);
        return Told();

        List<Transition> Told() => [.. bench.Transitions.Where(transition => transition.Kind == TransitionKind.Forward)];
    }

    private static async Task<Transition> UntilToldAsync(LoopBench bench, Func<Transition, bool> condition)
    {
        await bench.UntilAsync(() => bench.Transitions.Any(condition));
        return bench.Transitions.First(condition);
    }
}
