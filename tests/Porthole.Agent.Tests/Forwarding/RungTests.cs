using System.Net;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>Which rung works on which gateway is remembered, and moving between two costs nothing that can be spared.</summary>
public sealed class RungTests
{
    private static readonly RouterIdentity Model = new("Box", "Maker", "Box 7", "", "Linux UPnP/1.1 MiniUPnPd/2.3.1");

    [Fact]
    public async Task Climb_RefusedForOthersBefore_IsRelayedAtOnceAndSaysPh203()
    {
        var memory = await LearnAsync();
        await using var bench = new LoopBench(LoopBench.OneCamera(LoopBench.FreePort()), memory, Secure);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        var status = await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, External: not null });

        bench.Router.Calls.First(call => call.StartsWith("map", StringComparison.Ordinal)).ShouldContain(" 127.0.0.1:");
        status.Forwards[0].Route.ShouldBe(Route.Relayed);
        status.Forwards[0].Problems.ShouldBe(["PH203"]);
        status.Problems[0].Evidence.ShouldContain("718 for another host");
    }

    [Fact]
    public async Task Climb_RefusedBeforeButAllowedNow_RisesAtOnceAndForgets()
    {
        var memory = await LearnAsync();
        await using var bench = new LoopBench(LoopBench.OneCamera(LoopBench.FreePort()), memory, router => router.Identity = Model);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        await bench.UntilAsync(status => status.Forwards[0].Route == Route.Direct);

        await SavedAsync(bench, memory, gateway => gateway.OnlyForAsker.IsEmpty);
    }

    [Fact]
    public async Task Climb_AnotherModelAnswers_AsksForTheDirectWayFirst()
    {
        var memory = await LearnAsync();
        await using var bench = new LoopBench(LoopBench.OneCamera(LoopBench.FreePort()), memory, router => router.Identity = Model with { ModelName = "Box 8" });
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].Route == Route.Direct);

        bench.Router.Calls.ShouldNotContain(call => call.Contains(" 127.0.0.1:"));
    }

    [Fact]
    public async Task Improve_ManyForwards_OneAsksForAllEveryHour()
    {
        await using var bench = await RelayedAsync(forwards: 20);
        bench.Router.Calls.Clear();

        for (var minute = 0; minute < 121; minute++)
        {
            bench.Time.Advance(TimeSpan.FromMinutes(1));
            await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        }

        bench.Router.Calls.Count(call => call.Contains(" 127.0.0.") && !call.Contains(" 127.0.0.1:")).ShouldBe(2);
        bench.Router.Refuse = (_, _) => null;
        bench.Time.Advance(RetryTimes.BetterRung);
        await bench.UntilAsync(status => status.Forwards.All(forward => forward.Route == Route.Direct));
    }

    [Fact]
    public async Task Climb_ManyForwards_OnlyTheFirstAreRefused()
    {
        await using var bench = await RelayedAsync(forwards: 100);

        bench.Router.Calls.Count(call => call.Contains(" 127.0.0.") && !call.Contains(" 127.0.0.1:")).ShouldBeLessThanOrEqualTo(16);
        bench.Status.Forwards.ShouldAllBe(forward => forward.Problems.Contains("PH203"));
    }

    [Fact]
    public async Task Rise_RouterLetsTheEntryBeReplaced_ThePortIsNeverClosed()
    {
        await using var bench = await RelayedAsync(forwards: 1);
        var port = bench.Router.Table.Keys.Single().Item2;
        bench.Router.Refuse = (_, _) => null;
        bench.Router.Calls.Clear();

        bench.Time.Advance(RetryTimes.BetterRung);
        await bench.UntilAsync(status => status.Forwards[0].Route == Route.Direct);

        bench.Router.Calls.ShouldNotContain($"unmap {port}");
    }

    [Fact]
    public async Task Rise_RouterHoldsOneEntryAPort_TheNewOneFollowsTheOldOneAtOnce()
    {
        await using var bench = await RelayedAsync(forwards: 1);
        var port = bench.Router.Table.Keys.Single().Item2;
        (bench.Router.Refuse, bench.Router.Overwrites) = ((_, _) => null, false);
        bench.Router.Calls.Clear();

        bench.Time.Advance(RetryTimes.BetterRung);
        await bench.UntilAsync(status => status.Forwards[0].Route == Route.Direct);

        var calls = bench.Router.Calls.ToList();
        calls[calls.IndexOf($"unmap {port}") + 1].ShouldBe($"map {port} 127.0.0.20:554");
        bench.Router.Table.Values.ShouldHaveSingleItem().Internal.ToString().ShouldBe("127.0.0.20:554");
    }

    [Fact]
    public async Task Rise_RefusedAfterAll_TheOldMappingComesBackAndTheRelayNeverWent()
    {
        await using var bench = await RelayedAsync(forwards: 1);
        var port = bench.Router.Table.Keys.Single().Item2;
        var relay = bench.Status.Forwards[0].Relay!.Listen;
        bench.Router.Overwrites = false;
        bench.Router.Refuse = (_, request) => request.ExternalPort == port && request.Internal.Port == 554 ? new Refusal(RefusalReason.PortForbidden, "not this port", 606) : null;
        bench.Router.Calls.Clear();

        bench.Time.Advance(RetryTimes.BetterRung);
        await bench.UntilAsync(() => bench.Router.Calls.Contains($"unmap {port}") && bench.Loop.Unsettled == 0);

        var calls = bench.Router.Calls.ToList();
        calls.Skip(calls.IndexOf($"unmap {port}")).Take(3).ShouldBe([$"unmap {port}", $"map {port} 127.0.0.20:554", $"map {port} 127.0.0.1:{port}"]);
        (bench.Status.Forwards[0].Route, bench.Status.Forwards[0].Relay!.Listen).ShouldBe((Route.Relayed, relay));
        bench.Router.Table.Count.ShouldBe(1);
    }

    private static void Secure(FakeRouter router)
    {
        router.Identity = Model;
        router.Refuse = (_, request) => request.Internal.Address.Equals(IPAddress.Loopback) ? null : new Refusal(RefusalReason.OnlyForAsker, "718 for another host", 718);
    }

    private static async Task<FakeMemory> LearnAsync()
    {
        var memory = new FakeMemory();
        await using var bench = new LoopBench(LoopBench.OneCamera(LoopBench.FreePort()), memory, Secure);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].Route == Route.Relayed);
        await SavedAsync(bench, memory, gateway => gateway is { Model: not null, OnlyForAsker.Length: 1 });
        return memory;
    }

    private static async Task SavedAsync(LoopBench bench, FakeMemory memory, Func<GatewayMemory, bool> condition)
    {
        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), _ => memory.Saved.Gateways.Values.Any(condition));
    }

    private static async Task<LoopBench> RelayedAsync(int forwards)
    {
        var bench = new LoopBench(LoopBench.Cameras(forwards), prepare: Secure);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards.All(forward => forward.Route == Route.Relayed));
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        return bench;
    }
}
