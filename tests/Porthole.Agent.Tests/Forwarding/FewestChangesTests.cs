using System.Net;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>A changed setting touches what it changes and nothing else: counted in calls to the router.</summary>
public sealed class FewestChangesTests
{
    private const int Forwards = 6;

    public static TheoryData<string, string[]> Changes => new()
    {
        { "nothing", [] },
        { "another name of the maker", [] },
        { "relay limits", [] },
        { "concurrency", [] },
        { "lease", [] },
        { "a new device", ["map 30000 127.0.0.99:554"] },
        { "a device removed", ["unmap P2"] },
        { "another external port", ["unmap P2", "map 30000 127.0.0.22:554"] },
        { "another address", ["unmap P2", "map P2 127.0.0.98:554"] },
        { "another order", [] },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_OneSetting_CallsTheRouterForThatAlone(string what, string[] calls)
    {
        await using var bench = await DirectAsync();
        var port = bench.Settings.Devices[2].Ports[0].External;
        var others = bench.Status.Forwards.Where(forward => forward.Id != "camera-3/rtsp").ToList();
        bench.Router.Calls.Clear();

        bench.Change(Changed(bench.Settings, what));
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);

        bench.Router.Calls.ShouldBe(calls.Select(call => call.Replace("P2", $"{port}")));
        bench.Status.Forwards.Where(forward => others.Any(other => other.Id == forward.Id))
            .Select(forward => (forward.Id, forward.External, forward.LeaseExpires))
            .ShouldBe(others.Select(forward => (forward.Id, forward.External, forward.LeaseExpires)), ignoreOrder: true);
    }

    [Fact]
    public async Task Change_AllowList_KeepsTheRelayAndItsMapping()
    {
        static PortholeSettings Allowing(ushort port, string network) => LoopBench.OneCamera(port, device => device with { AllowFrom = [IPNetwork.Parse(network)] });
        var port = LoopBench.FreePort();
        await using var bench = await DirectAsync(Allowing(port, "203.0.113.0/24"));
        bench.Router.Calls.Clear();

        bench.Change(Allowing(port, "198.51.100.0/24"));
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);

        bench.Router.Calls.ShouldBeEmpty();
        bench.Status.Forwards[0].Route.ShouldBe(Route.Relayed);
    }

    [Fact]
    public async Task Change_RelaySwitchedOff_ClosesWhatIsRelayedAndLeavesTheRest()
    {
        var settings = LoopBench.Cameras(2);
        settings = settings with { Devices = settings.Devices.SetItem(1, settings.Devices[1] with { AllowFrom = [IPNetwork.Parse("203.0.113.0/24")] }) };
        await using var bench = await DirectAsync(settings);
        bench.Router.Calls.Clear();

        bench.Change(settings with { Relay = settings.Relay with { Enabled = false } });
        await bench.UntilAsync(status => status.Forwards[1].State == ForwardState.Failed);

        bench.Router.Calls.ShouldBe([$"unmap {settings.Devices[1].Ports[0].External}"]);
        bench.Status.Forwards[1].Relay.ShouldBeNull();

        bench.Change(settings);
        await bench.UntilAsync(status => status.Forwards.All(forward => forward.State == ForwardState.Mapped));
    }

    [Fact]
    public async Task Change_ShorterVerifyInterval_IsInForceAtOnce()
    {
        await using var bench = await DirectAsync();
        bench.Change(bench.Settings with { Mapping = bench.Settings.Mapping with { VerifyInterval = TimeSpan.FromSeconds(2) } });
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        bench.Router.Table.Clear();

        bench.Time.Advance(TimeSpan.FromSeconds(2));

        await bench.UntilAsync(() => bench.Router.Table.Count == Forwards);
    }

    [Fact]
    public async Task Change_DeviceMovedAfterAConflict_KeepsTheExternalPort()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        bench.Router.Refuse = (_, request) => request.ExternalPort == 8554 ? new Refusal(RefusalReason.Conflict, "718", 718) : null;
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].External == "198.51.100.7:18554");
        bench.Router.Refuse = (_, _) => null;

        bench.Change(LoopBench.OneCamera(8554, device => device with { Address = IPAddress.Parse("127.0.0.77") }));

        await bench.UntilAsync(status => status.Forwards[0] is { External: "198.51.100.7:18554", Internal: "127.0.0.77:554", State: ForwardState.Mapped });
    }

    [Theory]
    [InlineData("climb")]
    [InlineData("renewal")]
    public async Task Change_AnotherExternalPortWhileTheRouterIsAsked_EndsAtTheNewPort(string asked)
    {
        var (before, after) = (LoopBench.FreePort(), LoopBench.FreePort());
        await using var bench = new LoopBench(LoopBench.OneCamera(before));
        var answering = new TaskCompletionSource();
        if (asked == "climb") bench.Router.Answering = answering.Task;
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        if (asked == "renewal")
        {
            await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
            await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
            bench.Router.Answering = answering.Task;
            bench.Post(new LoopEvent.RetryAsked("door/rtsp"));
        }

        await bench.UntilAsync(() => bench.Router.Calls.Count(call => call.StartsWith($"map {before}", StringComparison.Ordinal)) == (asked == "climb" ? 1 : 2));
        bench.Change(LoopBench.OneCamera(after));
        await bench.UntilAsync(() => ReferenceEquals(bench.Loop.Settings, bench.Settings));
        answering.SetResult();

        await bench.UntilAsync(status => status.Forwards[0].External == $"198.51.100.7:{after}");
        bench.Router.Table.Keys.ShouldBe([(Transport.Tcp, after)]);
    }

    [Fact]
    public async Task Change_RemovedAndAddedAgainWhileItIsClosed_IsOpenAgainAtOnce()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        var removing = new TaskCompletionSource();
        bench.Router.Removing = removing.Task;
        bench.Change(new PortholeSettings());
        await bench.UntilAsync(() => bench.Router.Calls.Contains("unmap 8554"));

        bench.Change(LoopBench.OneCamera(8554));
        await bench.TurnAsync();
        removing.SetResult();

        await bench.UntilAsync(() => bench.Router.Calls.Count(call => call.StartsWith("map 8554", StringComparison.Ordinal)) == 2);
        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
    }

    private static PortholeSettings Changed(PortholeSettings settings, string what)
    {
        var device = settings.Devices[2];
        PortholeSettings With(DeviceSettings changed) => settings with { Devices = settings.Devices.SetItem(2, changed) };
        return what switch
        {
            "nothing" => settings with { },
            "another name of the maker" => With(device with { Brand = "axis" }),
            "relay limits" => settings with { Relay = settings.Relay with { MaxConnections = 77 } },
            "concurrency" => settings with { Mapping = settings.Mapping with { Concurrency = 1 } },
            "lease" => settings with { Mapping = settings.Mapping with { Lease = TimeSpan.FromMinutes(30) } },
            "a new device" => settings with { Devices = settings.Devices.Add(device with { Name = "New", Address = IPAddress.Parse("127.0.0.99"), Ports = [device.Ports[0] with { External = 30000 }] }) },
            "a device removed" => settings with { Devices = settings.Devices.RemoveAt(2) },
            "another external port" => With(device with { Ports = [device.Ports[0] with { External = 30000 }] }),
            "another address" => With(device with { Address = IPAddress.Parse("127.0.0.98") }),
            "another order" => settings with { Devices = [.. settings.Devices.Reverse()] },
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "no such change"),
        };
    }

    private static async Task<LoopBench> DirectAsync(PortholeSettings? settings = null)
    {
        var bench = new LoopBench(settings ?? LoopBench.Cameras(Forwards));
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards.All(forward => forward is { State: ForwardState.Mapped, External: not null }));
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        return bench;
    }
}
