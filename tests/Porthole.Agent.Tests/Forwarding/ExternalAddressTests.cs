using System.Collections.Concurrent;
using System.Net;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Forwarding;

public sealed class ExternalAddressTests
{
    [Fact]
    public async Task Map_AddressNotYetTold_IsPendingUntilItIs()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var bench = new LoopBench(LoopBench.OneCamera(8554), prepare: router => router.Telling = told.Task);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(() => bench.Snapshot.Forwards[0].Held.IsMapped);
        bench.Status.Forwards[0].State.ShouldBe(ForwardState.Pending);
        bench.Status.Forwards[0].External.ShouldBeNull();

        told.SetResult();

        var status = await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        status.Forwards[0].External.ShouldBe("198.51.100.7:8554");
    }

    /// <summary>The line comes up: the router is asked just before, and tells of it by an event while it answers "none".</summary>
    [Fact]
    public async Task Event_WhileTheAddressIsAskedFor_IsNotOvertakenByTheOlderAnswer()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var bench = new LoopBench(LoopBench.OneCamera(8554), prepare: router =>
        {
            router.Telling = told.Task;
            router.AddressRefusal = new Refusal(RefusalReason.ConnectionDown, "no address");
        });
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(() => bench.Router.AddressesAsked == 1);
        bench.Router.AddressRefusal = null;
        bench.Router.ExternalAddress = IPAddress.Parse("198.51.100.9");
        bench.Router.Session!.Tell(new GatewayEvent.ExternalAddressChanged(IPAddress.Parse("198.51.100.9")));
        await bench.UntilAsync(status => status.Network.ExternalAddress == "198.51.100.9");
        var shown = new ConcurrentQueue<string?>();

        told.SetResult();
        await bench.UntilAsync(status =>
        {
            shown.Enqueue(status.Network.ExternalAddress);
            return bench.Router.AddressesAsked == 2;
        });

        shown.ShouldAllBe(address => address == "198.51.100.9");
    }

    [Fact]
    public async Task Map_RouterGivesNoAddress_IsMappedWithoutOne()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554), prepare: router => router.AddressRefusal = new Refusal(RefusalReason.ConnectionDown, "no address"));
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        var status = await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);

        status.Forwards[0].External.ShouldBeNull();
    }

    [Fact]
    public async Task GatewayChanged_WhileTheAddressIsAskedFor_TheNewOneIsAsked()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var bench = new LoopBench(LoopBench.OneCamera(8554), prepare: router => router.Telling = told.Task);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(() => bench.Router.AddressesAsked == 1);

        bench.Post(new LoopEvent.GatewayLocated(null));
        told.SetResult();
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, External: "198.51.100.7:8554" });
    }
}
