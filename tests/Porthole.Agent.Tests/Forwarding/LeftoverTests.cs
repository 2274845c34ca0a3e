using Porthole.Agent.Forwarding;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>What could not be removed when it should have been is removed when that is possible, whatever happens between.</summary>
public sealed class LeftoverTests
{
    [Fact]
    public async Task Remove_RouterSilent_IsClosedWhenItAnswers()
    {
        await using var bench = await OpenAsync(new FakeMemory());
        bench.Router.IsSilent = true;
        bench.Change(bench.Settings with { Devices = [] });
        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(2), status => status.Forwards.IsEmpty);

        bench.Router.IsSilent = false;

        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(10), _ => bench.Router.Table.IsEmpty);
    }

    [Fact]
    public async Task Remove_RouterSilentAndAgentRestartedTwice_IsClosedWhenItAnswers()
    {
        var memory = new FakeMemory();
        await using (var first = await OpenAsync(memory))
        {
            first.Router.IsSilent = true;
            first.Change(first.Settings with { Devices = [] });
            await first.AdvanceUntilAsync(TimeSpan.FromSeconds(2), status => status.Forwards.IsEmpty);
            await first.AdvanceUntilAsync(TimeSpan.FromSeconds(2), _ => !memory.Saved.Leftovers.IsEmpty);
        }

        // A run that does not meet the router at all must not forget it.
        await using (var second = new LoopBench(new PortholeSettings(), memory)) await second.ConnectAsync();
        memory.Saved.Leftovers.Length.ShouldBe(1);

        await using var third = new LoopBench(new PortholeSettings(), memory);
        third.Router.Table[(Transport.Tcp, 8554)] = Entry(memory.Saved.Leftovers[0].Description);
        await third.ConnectAsync(MappingProtocol.UpnpIgd);
        await third.UntilAsync(() => third.Router.Table.IsEmpty);
        await third.AdvanceUntilAsync(TimeSpan.FromSeconds(2), _ => memory.Saved.Leftovers.IsEmpty);
    }

    [Fact]
    public async Task Leftover_RouterCutTheDescription_IsClosed()
    {
        var memory = await LeftOpenAsync();
        await using var bench = new LoopBench(new PortholeSettings(), memory);
        bench.Router.Table[(Transport.Tcp, 8554)] = Entry(memory.Saved.Forwards["door/rtsp"].Description[..16]);

        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        await bench.UntilAsync(() => bench.Router.Table.IsEmpty);
    }

    [Fact]
    public async Task Leftover_LeaseLongOver_IsForgotten()
    {
        var memory = await LeftOpenAsync();
        await using var bench = new LoopBench(new PortholeSettings(), memory);
        await bench.ConnectAsync();

        await bench.AdvanceUntilAsync(TimeSpan.FromMinutes(5), _ => memory.Saved.Leftovers.IsEmpty && bench.Time.GetUtcNow() > DateTimeOffset.UnixEpoch.AddHours(1));

        bench.Router.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Leftover_WishedAgain_IsTakenOverAndNeverClosed()
    {
        var memory = await LeftOpenAsync();
        await using var bench = new LoopBench(LoopBench.OneCamera(8554), memory);
        bench.Router.Table[(Transport.Tcp, 8554)] = Entry(memory.Saved.Forwards["door/rtsp"].Description);

        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);

        bench.Router.Calls.ShouldBe(["map 8554 127.0.0.20:554"]);
    }

    [Fact]
    public async Task Leftover_OfARemovedDeviceOnAWishedPort_IsClosedFirstAndNotDodged()
    {
        var memory = await LeftOpenAsync();
        await using var bench = new LoopBench(Yard, memory);
        bench.Router.Overwrites = false;
        bench.Router.Table[(Transport.Tcp, 8554)] = Entry(memory.Saved.Forwards["door/rtsp"].Description);

        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        var status = await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);

        status.Forwards[0].External.ShouldBe("198.51.100.7:8554");
        bench.Router.Calls.ShouldBe(["unmap 8554", "map 8554 127.0.0.21:554"]);
    }

    [Fact]
    public async Task Remove_AnotherDeviceWishesThePortAtOnce_ItGetsThatPort()
    {
        await using var bench = await OpenAsync(new FakeMemory());
        var removed = new TaskCompletionSource();
        (bench.Router.Overwrites, bench.Router.Removing) = (false, removed.Task);

        bench.Change(Yard);
        await bench.UntilAsync(() => bench.Router.Calls.Contains("unmap 8554") && bench.Loop.Unsettled <= 1);
        removed.SetResult();

        var status = await bench.UntilAsync(status => status.Forwards is [{ Device: "Yard", State: ForwardState.Mapped, External: not null }]);
        status.Forwards[0].External.ShouldBe("198.51.100.7:8554");
    }

    [Fact]
    public async Task Leftover_RouterKeepsIt_TheForwardMovesOn()
    {
        var memory = await LeftOpenAsync();
        await using var bench = new LoopBench(Yard, memory);
        (bench.Router.Overwrites, bench.Router.KeepsEverything) = (false, true);
        bench.Router.Table[(Transport.Tcp, 8554)] = Entry(memory.Saved.Forwards["door/rtsp"].Description);

        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        await bench.UntilAsync(status => status.Forwards[0].External == "198.51.100.7:18554");
    }

    [Fact]
    public async Task Leftover_DirectOfADeviceThatNowHasAnAllowList_IsClosedBeforeTheRelayIsOpened()
    {
        var port = LoopBench.FreePort();
        var memory = new FakeMemory();
        await using (var first = new LoopBench(LoopBench.OneCamera(port) with { Mapping = new MappingSettings { RemoveOnStop = false } }, memory))
        {
            await first.ConnectAsync(MappingProtocol.UpnpIgd);
            await first.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        }

        await using var bench = new LoopBench(LoopBench.OneCamera(port, device => device with { AllowFrom = [System.Net.IPNetwork.Parse("203.0.113.7/32")] }), memory);
        bench.Router.Overwrites = false;
        bench.Router.Table[(Transport.Tcp, port)] = Entry(memory.Saved.Forwards["door/rtsp"].Description) with { ExternalPort = port };
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].Route == Route.Relayed);

        bench.Router.Calls.ShouldBe([$"unmap {port}", $"map {port} 127.0.0.1:{port}"]);
    }

    [Fact]
    public async Task Gateway_GoneWhileADeviceIsRemoved_IsClosedWhenItIsBack()
    {
        await using var bench = await OpenAsync(new FakeMemory());
        bench.Post(new LoopEvent.GatewayLocated(null));
        bench.Change(bench.Settings with { Devices = [] });
        await bench.UntilAsync(status => status.Forwards.IsEmpty);

        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        await bench.UntilAsync(() => bench.Router.Table.IsEmpty);
    }

    private static async Task<LoopBench> OpenAsync(FakeMemory memory, bool removeOnStop = true)
    {
        var bench = new LoopBench(LoopBench.OneCamera(8554) with { Mapping = new MappingSettings { RemoveOnStop = removeOnStop } }, memory);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        return bench;
    }

    private static async Task<FakeMemory> LeftOpenAsync()
    {
        var memory = new FakeMemory();
        await using var bench = await OpenAsync(memory, removeOnStop: false);
        return memory;
    }

    private static PortholeSettings Yard => LoopBench.OneCamera(8554, device => device with { Name = "Yard", Address = System.Net.IPAddress.Parse("127.0.0.21") });

    private static MappingRequest Entry(string description) => new()
    {
        Transport = Transport.Tcp,
        Internal = System.Net.IPEndPoint.Parse("127.0.0.20:554"),
        ExternalPort = 8554,
        Description = description,
    };
}
