using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>What survives a restart of the agent.</summary>
public sealed class MemoryTests
{
    [Fact]
    public async Task Restart_PortChosenInAConflict_IsAskedForFirst()
    {
        var memory = new FakeMemory();
        await using (var first = new LoopBench(LoopBench.OneCamera(8554), memory))
        {
            first.Router.Refuse = (_, request) => request.ExternalPort == 8554 ? new Refusal(RefusalReason.Conflict, "718", 718) : null;
            await first.ConnectAsync(MappingProtocol.UpnpIgd);
            await first.UntilAsync(status => status.Forwards[0].External == "198.51.100.7:18554");
        }

        await using var second = new LoopBench(LoopBench.OneCamera(8554), memory);
        await second.ConnectAsync(MappingProtocol.UpnpIgd);
        await second.UntilAsync(status => status.Forwards[0].External == "198.51.100.7:18554");

        second.Router.Calls.ShouldNotContain(call => call.StartsWith("map 8554", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restart_AnotherPortIsWishedNow_TheOldOneIsClosed()
    {
        var memory = new FakeMemory();
        var settings = LoopBench.OneCamera(8554) with { Mapping = new MappingSettings { RemoveOnStop = false } };
        await using (var first = new LoopBench(settings, memory))
        {
            await first.ConnectAsync(MappingProtocol.UpnpIgd);
            await first.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        }

        await using var second = new LoopBench(LoopBench.OneCamera(9554), memory);
        second.Router.Table[(Transport.Tcp, 8554)] = Entry(memory.Saved.Forwards["door/rtsp"].Description);
        await second.ConnectAsync(MappingProtocol.UpnpIgd);

        await second.UntilAsync(() => !second.Router.Table.ContainsKey((Transport.Tcp, 8554)) && second.Router.Table.ContainsKey((Transport.Tcp, 9554)));
    }

    [Fact]
    public async Task Kill_BeforeThePortOfTheFormerWishIsClosed_TheNextRunAsksForTheNewOne()
    {
        await using var first = new LoopBench(LoopBench.OneCamera(8554));
        await first.ConnectAsync(MappingProtocol.UpnpIgd);
        await first.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        var removing = new TaskCompletionSource();
        first.Router.Removing = removing.Task;
        first.Change(LoopBench.OneCamera(9554));
        await first.UntilAsync(() => first.Router.Calls.Contains("unmap 8554"));
        first.Time.Advance(TimeSpan.FromSeconds(2));

        // The memory is saved at the end of a turn: the second answer proves that the first one's turn is over.
        await first.TurnAsync();
        await first.TurnAsync();
        var left = first.Memory.Killed();
        removing.SetResult();

        await using var second = new LoopBench(LoopBench.OneCamera(9554), left);
        await second.ConnectAsync(MappingProtocol.UpnpIgd);

        var status = await second.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, External: not null });
        status.Forwards[0].External.ShouldBe("198.51.100.7:9554");
    }

    [Fact]
    public async Task Restart_ThePortIsSomebodyElsesNow_IsNotTouched()
    {
        var memory = new FakeMemory();
        await using (var first = new LoopBench(LoopBench.OneCamera(8554), memory))
        {
            await first.ConnectAsync(MappingProtocol.UpnpIgd);
            await first.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        }

        await using var second = new LoopBench(new PortholeSettings(), memory);
        second.Router.Table[(Transport.Tcp, 8554)] = Entry("a game console");
        await second.ConnectAsync(MappingProtocol.UpnpIgd);
        await second.UntilAsync(status => status.Network.ExternalAddress is not null);
        await second.StopAsync();

        second.Router.Table.ContainsKey((Transport.Tcp, 8554)).ShouldBeTrue();
    }

    [Fact]
    public async Task Restart_RelayedByAnotherExternalPort_TheRelayListensWhereTheMappingLeads()
    {
        var memory = new FakeMemory();
        var (wish, other) = (LoopBench.FreePort(), LoopBench.FreePort());
        await using (var first = new LoopBench(LoopBench.OneCamera(wish), memory))
        {
            first.Router.GrantOtherPort = other;
            await first.ConnectAsync(MappingProtocol.Pcp);
            await first.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Forwards[0].External == $"198.51.100.7:{other}");
        }

        await using var second = new LoopBench(LoopBench.OneCamera(wish), memory);
        await second.ConnectAsync(MappingProtocol.Pcp);
        await second.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Forwards[0].External == $"198.51.100.7:{other}");

        second.Router.Calls.ShouldBe([$"map {other} 127.0.0.1:{wish}"]);
    }

    private static MappingRequest Entry(string description) => new()
    {
        Transport = Transport.Tcp,
        Internal = System.Net.IPEndPoint.Parse("127.0.0.20:554"),
        ExternalPort = 8554,
        Description = description,
    };
}
