using System.Net;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>What was opened stays open, and what is no longer wished is closed.</summary>
public sealed class KeepingTests
{
    [Fact]
    public async Task Renew_LeaseHalfOver_AsksAgainBeforeItEnds()
    {
        await using var bench = await DirectAsync();
        var first = bench.Status.Forwards[0];
        var now = bench.Time.GetUtcNow();
        (first.RenewsAt!.Value - now).ShouldBeInRange(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(37.5));

        bench.Time.Advance(TimeSpan.FromMinutes(38));

        var status = await bench.UntilAsync(status => status.Forwards[0].LeaseExpires > first.LeaseExpires);
        status.Forwards[0].External.ShouldBe("198.51.100.7:8554");
    }

    [Fact]
    public async Task Verify_MappingVanished_RestoresItAndSaysPh206()
    {
        await using var bench = await DirectAsync();
        bench.Router.Table.Clear();

        bench.Time.Advance(bench.Settings.Mapping.VerifyInterval);

        await bench.UntilAsync(() => !bench.Router.Table.IsEmpty);
        var status = await bench.UntilAsync(status => status.Forwards[0].Problems.Contains("PH206"));
        status.Forwards[0].State.ShouldBe(ForwardState.Mapped);
    }

    [Fact]
    public async Task Restarted_RouterForgotEverything_AsksAnewAtOnce()
    {
        await using var bench = await DirectAsync();
        bench.Router.Table.Clear();

        bench.Router.Session!.Tell(new GatewayEvent.Restarted("the epoch began anew"));

        await bench.UntilAsync(() => !bench.Router.Table.IsEmpty);
    }

    /// <summary>An announcement alone asks for a look; with the restart known a look would only take time, and call the mapping dropped.</summary>
    [Fact]
    public async Task Restarted_AndAnnounced_AsksAnewWithoutALookBefore()
    {
        await using var bench = await DirectAsync();
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        bench.Router.Table.Clear();

        bench.Router.Session!.Tell(new GatewayEvent.Announced("it announced itself"));
        bench.Router.Session.Tell(new GatewayEvent.Restarted("the epoch began anew"));
        bench.Router.Session.Tell(new GatewayEvent.Announced("it announced itself"));

        await bench.UntilAsync(() => !bench.Router.Table.IsEmpty && bench.Loop.Unsettled == 0);
        bench.Status.Problems.ShouldBeEmpty();
    }

    /// <summary>The event may tell of the moment before the last grant: only a look shows whether anything is gone.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MappingsLost_ByTheRoutersWord_IsLookedAtAndTheGoneOneToldAndRestored(bool isGone)
    {
        await using var bench = await DirectAsync();
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        bench.Router.Calls.Clear();
        if (isGone) bench.Router.Table.Clear();

        bench.Router.Session!.Tell(new GatewayEvent.MappingsLost("the router's table fell from 1 to 0 entries"));

        await bench.UntilAsync(() => bench.Router.Session.Told == 0 && !bench.Router.Table.IsEmpty && bench.Loop.Unsettled == 0);
        bench.Router.Calls.Count(call => call.StartsWith("map ", StringComparison.Ordinal)).ShouldBe(isGone ? 1 : 0);
        if (isGone) bench.Status.Problems.ShouldContain(problem => problem.Code == "PH206");
        else bench.Status.Problems.ShouldBeEmpty();
    }

    /// <summary>Each search is three dozen packets; forty forwards that each asked for one sent eight packets a second for as long as the router was off.</summary>
    [Fact]
    public async Task Readback_RouterIsSilentForAnHour_ItIsSearchedEverMoreRarely()
    {
        await using var bench = new LoopBench(LoopBench.Cameras(8));
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards.All(forward => forward.State == ForwardState.Mapped));
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        var before = bench.Router.Session!.Searches;
        bench.Router.IsSilent = true;
        var since = bench.Time.GetUtcNow();

        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(5), _ => bench.Time.GetUtcNow() - since > TimeSpan.FromMinutes(30));

        (bench.Router.Session.Searches - before).ShouldBeInRange(5, 20);
    }

    /// <summary>An event that was lost may have told of either.</summary>
    [Fact]
    public async Task EventsMissed_MappingGoneAndAddressChanged_BothAreRead()
    {
        await using var bench = await DirectAsync();
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        bench.Router.Table.Clear();
        bench.Router.ExternalAddress = IPAddress.Parse("198.51.100.9");

        bench.Router.Session!.Tell(new GatewayEvent.EventsMissed("event 3 followed event 1"));

        await bench.UntilAsync(status => status.Network.ExternalAddress == "198.51.100.9" && !bench.Router.Table.IsEmpty);
    }

    [Fact]
    public async Task Renew_NoAnswer_TriesAtThreeQuartersAndSevenEighthsThenGivesUp()
    {
        await using var bench = await DirectAsync();
        bench.Router.Refuse = (_, _) => new Refusal(RefusalReason.NoAnswer, "no answer in 10 s");

        // The lease runs from 00:00 to 01:00.
        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(20), status => status.Forwards[0].RenewsAt == At(45));
        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(20), status => status.Forwards[0].RenewsAt == At(52.5));
        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(20), status => status.Forwards[0].State == ForwardState.Failed);
        bench.Time.GetUtcNow().ShouldBeGreaterThanOrEqualTo(At(60));

        bench.Router.Refuse = (_, _) => null;
        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(20), status => status.Forwards[0].State == ForwardState.Mapped);

        static DateTimeOffset At(double minutes) => DateTimeOffset.UnixEpoch + TimeSpan.FromMinutes(minutes);
    }

    [Fact]
    public async Task Stop_RemoveOnStop_EmptiesTheTable()
    {
        var bench = await DirectAsync();

        await bench.StopAsync();

        bench.Router.Table.ShouldBeEmpty();
        await bench.DisposeAsync();
    }

    [Fact]
    public async Task Stop_KeepOnStop_LeavesTheTable()
    {
        var settings = LoopBench.OneCamera(8554) with { Mapping = new MappingSettings { RemoveOnStop = false } };
        var bench = await DirectAsync(settings);

        await bench.StopAsync();

        bench.Router.Table.Count.ShouldBe(1);
        await bench.DisposeAsync();
    }

    [Fact]
    public async Task Change_OneDeviceAddedAndOneRemoved_TouchesNoOther()
    {
        var two = new PortholeSettings { Devices = [Device("Door", 20, 8554), Device("Yard", 21, 9554)] };
        await using var bench = await DirectAsync(two);
        bench.Router.Calls.Clear();

        bench.Change(new PortholeSettings { Devices = [Device("Door", 20, 8554), Device("Gate", 22, 10554)] });
        await bench.UntilAsync(status => status.Forwards.Length == 2 && status.Forwards.All(forward => forward.State == ForwardState.Mapped && forward.Device != "Yard"));

        bench.Router.Calls.ShouldBe(["unmap 9554", "map 10554 127.0.0.22:554"], ignoreOrder: true);
    }

    [Fact]
    public async Task Change_AllowListGiven_ClosesTheDirectWayBeforeAnythingElse()
    {
        var port = LoopBench.FreePort();
        await using var bench = await DirectAsync(LoopBench.OneCamera(port));
        bench.Router.Calls.Clear();

        bench.Change(LoopBench.OneCamera(port, device => device with { AllowFrom = [IPNetwork.Parse("203.0.113.7/32")] }));
        await bench.UntilAsync(status => status.Forwards[0].Route == Route.Relayed);

        bench.Router.Calls.First().ShouldBe($"unmap {port}");
        bench.Router.Table.Values.ShouldAllBe(entry => entry.Internal.Address.Equals(IPAddress.Loopback));
    }

    [Fact]
    public async Task Improve_StillRefused_LeavesTheRelayedMappingAlone()
    {
        var port = LoopBench.FreePort();
        await using var bench = new LoopBench(LoopBench.OneCamera(port));
        bench.Router.Refuse = (_, request) => request.Internal.Address.Equals(IPAddress.Loopback) ? null : new Refusal(RefusalReason.OnlyForAsker, "718", 718);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].Route == Route.Relayed);
        bench.Router.Calls.Clear();

        bench.Router.Session!.Tell(new GatewayEvent.ProtocolFound(bench.Router.Protocol(MappingProtocol.UpnpIgd)));
        await bench.UntilAsync(() => bench.Router.Calls.Any(call => call.EndsWith("127.0.0.20:554", StringComparison.Ordinal)));

        bench.Router.Calls.ShouldNotContain($"unmap {port}");
        bench.Status.Forwards[0].Route.ShouldBe(Route.Relayed);
    }

    [Fact]
    public async Task Improve_RouterAllowsItNow_RisesToDirect()
    {
        var port = LoopBench.FreePort();
        await using var bench = new LoopBench(LoopBench.OneCamera(port));
        bench.Router.Refuse = (_, request) => request.Internal.Address.Equals(IPAddress.Loopback) ? null : new Refusal(RefusalReason.OnlyForAsker, "718", 718);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].Route == Route.Relayed);
        bench.Router.Refuse = (_, _) => null;

        bench.Time.Advance(RetryTimes.BetterRung);

        await bench.UntilAsync(status => status.Forwards[0] is { Route: Route.Direct, Relay: null });
        bench.Router.Table.Values.ShouldHaveSingleItem().Internal.ToString().ShouldBe("127.0.0.20:554");
    }

    [Fact]
    public async Task Renew_RouterFoundAgainMeanwhile_AsksAgainAtOnce()
    {
        await using var bench = await DirectAsync();
        var answer = new TaskCompletionSource();
        bench.Router.Answering = answer.Task;
        bench.Router.Refuse = (_, _) => new Refusal(RefusalReason.OnlyForAsker, "the old control URL answers for another router");
        bench.Router.Calls.Clear();
        bench.Router.Session!.Tell(new GatewayEvent.Restarted("the epoch began anew"));
        await bench.UntilAsync(() => !bench.Router.Calls.IsEmpty);

        // It comes back at another URL while the renewal at the old one still waits.
        bench.Router.Refuse = (_, _) => null;
        bench.Router.Table.Clear();
        bench.Router.Session.Tell(new GatewayEvent.ProtocolFound(bench.Router.Protocol(MappingProtocol.UpnpIgd)));
        await bench.UntilAsync(() => bench.Router.Session.Told == 0);
        answer.SetResult();

        await bench.UntilAsync(status => !bench.Router.Table.IsEmpty && status.Forwards[0].State == ForwardState.Mapped);
    }

    [Fact]
    public async Task Climb_ProtocolLostMeanwhile_TheNextRungIsTriedAtOnce()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(LoopBench.FreePort()));
        bench.Router.Answering = new TaskCompletionSource().Task;
        await bench.ConnectAsync(MappingProtocol.UpnpIgd, MappingProtocol.Pcp);
        await bench.UntilAsync(() => !bench.Router.Calls.IsEmpty);
        bench.Router.Answering = Task.CompletedTask;

        bench.Router.Session!.Tell(new GatewayEvent.ProtocolLost(MappingProtocol.UpnpIgd, "the control URL is gone"));

        // The clock stands still: no timeout can have ended the call.
        await bench.UntilAsync(status => status.Forwards[0].Via == "pcp");
        bench.Router.Calls.Count(call => call.EndsWith("127.0.0.20:554", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Gateway_BackAfterItRefusedOtherHosts_ARelayThatWaitedIsOpenedAgain()
    {
        var port = LoopBench.FreePort();
        await using var bench = new LoopBench(LoopBench.OneCamera(port));
        bench.Router.Refuse = (_, request) => request.Internal.Address.Equals(IPAddress.Loopback) ? null : new Refusal(RefusalReason.OnlyForAsker, "718", 718);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].Route == Route.Relayed);
        bench.Post(new LoopEvent.GatewayLocated(null));
        await bench.UntilAsync(status => status.Forwards[0].External is null);

        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        await bench.UntilAsync(status => status.Forwards[0] is { Route: Route.Relayed, External: not null });
    }

    [Fact]
    public async Task Climb_UpnpFoundWhilePcpIsTried_EndsUpDirect()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(LoopBench.FreePort()));
        await bench.ConnectAsync();
        await bench.UntilAsync(status => status.Forwards[0].Route == Route.RelayOnly);
        var answer = new TaskCompletionSource();
        bench.Router.Answering = answer.Task;

        // The daemon starts: PCP is heard first, and UPnP only when the grace is over and PCP is being asked.
        bench.Router.Found(MappingProtocol.Pcp);
        await bench.AdvanceUntilAsync(TimeSpan.FromMilliseconds(200), _ => !bench.Router.Calls.IsEmpty);
        bench.Router.Found(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(() => bench.Router.Session!.Told == 0);
        answer.SetResult();

        await bench.UntilAsync(status => status.Forwards[0].Route == Route.Direct);
    }

    [Fact]
    public async Task Climb_UpnpFoundDuringTheFirstClimb_EndsUpDirect()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(LoopBench.FreePort()));
        var answer = new TaskCompletionSource();
        bench.Router.Answering = answer.Task;
        await bench.ConnectAsync(MappingProtocol.Pcp);
        await bench.UntilAsync(() => !bench.Router.Calls.IsEmpty);

        bench.Router.Found(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Network.Protocols.Length == 2);
        answer.SetResult();

        await bench.UntilAsync(status => status.Forwards[0].Route == Route.Direct);
    }

    [Fact]
    public async Task Climb_TwoForwardsAndATakenPort_NeverTakeEachOthers()
    {
        var two = new PortholeSettings { Devices = [Device("Door", 20, 8554), Device("Yard", 21, 18554)] };
        await using var bench = new LoopBench(two);
        bench.Router.Refuse = (_, request) => request.ExternalPort == 8554 ? new Refusal(RefusalReason.Conflict, "718", 718) : null;
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        var status = await bench.UntilAsync(status => status.Forwards.All(forward => forward is { State: ForwardState.Mapped, External: not null }));

        status.Forwards.Select(forward => forward.External).ShouldBe(["198.51.100.7:28554", "198.51.100.7:18554"], ignoreOrder: true);
    }

    [Fact]
    public async Task Keep_LeaseOfYears_IsNoDefect()
    {
        var bench = new LoopBench(LoopBench.OneCamera(8554));
        await using (bench)
        {
            bench.Router.GrantInstead = TimeSpan.FromSeconds(uint.MaxValue);
            await bench.ConnectAsync(MappingProtocol.UpnpIgd);

            await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, External: not null });
            bench.Change(LoopBench.OneCamera(9554));
            await bench.UntilAsync(status => status.Forwards[0].External == "198.51.100.7:9554");
        }
    }

    [Fact]
    public async Task Keep_PermanentMappingAndTheRouterSilentForALease_IsOpenNoMoreUntilItAnswers()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(LoopBench.FreePort()), prepare: router => router.PermanentOnly = true);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        var since = bench.Time.GetUtcNow();
        bench.Router.IsSilent = true;

        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(10), status => status.Forwards[0].State == ForwardState.Failed);
        bench.Time.GetUtcNow().ShouldBeGreaterThan(since + TimeSpan.FromHours(1));
        bench.Router.IsSilent = false;

        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(10), status => status.Forwards[0].State == ForwardState.Mapped);
        bench.Router.Table.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Change_ProtocolsInTheSettings_TheRouterIsAskedAnew()
    {
        await using var bench = await DirectAsync();
        var before = bench.Router.Session;

        bench.Change(bench.Settings with { Gateway = new GatewaySettings { Protocols = [MappingProtocol.NatPmp] } });

        await bench.UntilAsync(() => bench.Router.Session != before);
        bench.Router.Found(MappingProtocol.NatPmp);
        await bench.UntilAsync(status => status.Forwards[0].Via == "nat-pmp");
    }

    private static async Task<LoopBench> DirectAsync(PortholeSettings? settings = null)
    {
        var bench = new LoopBench(settings ?? LoopBench.OneCamera(8554));
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards.All(forward => forward is { State: ForwardState.Mapped, External: not null }));
        return bench;
    }

    private static DeviceSettings Device(string name, int host, int external) => new()
    {
        Name = name,
        Address = IPAddress.Parse($"127.0.0.{host}"),
        Ports = [new PortSettings { Name = "rtsp", Protocol = Transport.Tcp, Internal = 554, External = external }],
    };
}
