using System.Collections.Concurrent;
using System.Net;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>What the router is asked for is written down first, so that an agent that is killed leaves nothing open that nobody knows of.</summary>
public sealed class AskedTests
{
    private const int Cameras = 100;

    [Fact]
    public async Task Climb_RefusalsConflictsAndBetterRungs_EveryRequestIsWrittenDownBefore()
    {
        await using var bench = new LoopBench(LoopBench.Cameras(12));
        var unwritten = new ConcurrentQueue<string>();
        var wished = bench.Settings.Devices.Select(device => (ushort)device.Ports[0].External!.Value).ToList();
        var isStrict = true;
        bench.Router.Overwrites = false;
        bench.Router.Refuse = (via, request) =>
        {
            if (!IsWritten(bench.Memory, via, request)) unwritten.Enqueue($"{via} {request.ExternalPort} {request.Internal}");
            if (!isStrict) return null;
            if (!request.Internal.Address.Equals(IPAddress.Loopback)) return new Refusal(RefusalReason.OnlyForAsker, "606", 606);
            return wished.IndexOf(request.ExternalPort) % 3 == 1 ? new Refusal(RefusalReason.Conflict, "718", 718) : null;
        };
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards.All(forward => forward is { Route: Route.Relayed, External: not null }));

        isStrict = false;
        bench.Router.Session!.Tell(new GatewayEvent.ProtocolFound(bench.Router.Protocol(MappingProtocol.UpnpIgd)));
        await bench.UntilAsync(status => status.Forwards.All(forward => forward is { Route: Route.Direct, External: not null }));

        unwritten.ShouldBeEmpty();
        bench.Router.Calls.Count.ShouldBeGreaterThan(3 * wished.Count);
    }

    [Fact]
    public async Task Climb_AHundredForwards_AreWrittenDownTogether()
    {
        await using var bench = new LoopBench(LoopBench.Cameras(Cameras));
        var savesAtFirstCall = 0;
        bench.Router.Refuse = (_, _) =>
        {
            Interlocked.CompareExchange(ref savesAtFirstCall, bench.Memory.Saves, 0);
            return null;
        };

        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards.All(forward => forward.State == ForwardState.Mapped));

        savesAtFirstCall.ShouldBeInRange(1, 2);
        bench.Memory.Saves.ShouldBeLessThan(5);
    }

    [Fact]
    public async Task Kill_WhileTheRouterGrants_TheNextRunClosesWhatNobodyWishesAnyMore()
    {
        var port = LoopBench.FreePort();
        await using var first = new LoopBench(LoopBench.OneCamera(port));
        first.Router.Answering = new TaskCompletionSource().Task;
        await first.ConnectAsync(MappingProtocol.UpnpIgd);
        await first.UntilAsync(() => !first.Router.Calls.IsEmpty);
        var asked = first.Memory.Saved.Asked.ShouldHaveSingleItem();

        await using var second = new LoopBench(new PortholeSettings(), first.Memory.Killed());
        second.Router.Table[(Transport.Tcp, port)] = Granted(asked);
        await second.ConnectAsync(MappingProtocol.UpnpIgd);

        await second.UntilAsync(() => second.Router.Table.IsEmpty);
    }

    [Fact]
    public async Task Kill_WhileTheRouterGrantsAnotherPort_TheNextRunTakesItOver()
    {
        var port = LoopBench.FreePort();
        await using var first = new LoopBench(LoopBench.OneCamera(port));
        first.Router.Refuse = (_, request) => request.ExternalPort == port ? new Refusal(RefusalReason.Conflict, "718", 718) : null;
        await first.ConnectAsync(MappingProtocol.UpnpIgd);
        await first.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        var (other, entry) = (first.Router.Table.Keys.Single(), first.Router.Table.Values.Single());
        var killed = first.Memory.Killed();

        await using var second = new LoopBench(first.Settings, killed);
        (second.Router.Refuse, second.Router.Table[other]) = (first.Router.Refuse, entry);
        await second.ConnectAsync(MappingProtocol.UpnpIgd);
        var status = await second.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);

        status.Forwards[0].External.ShouldEndWith($":{other.Item2}");
        await second.UntilAsync(() => second.Loop.Unsettled == 0);
        second.Router.Calls.ShouldNotContain(call => call.StartsWith("unmap", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Climb_GrantedButTheAnswerWasLost_IsClosedWithTheDevice()
    {
        var port = LoopBench.FreePort();
        await using var bench = new LoopBench(LoopBench.OneCamera(port));
        bench.Router.Refuse = (_, request) =>
        {
            bench.Router.Table[(request.Transport, request.ExternalPort)] = request;
            return new Refusal(RefusalReason.NoAnswer, "no answer in 10 s");
        };
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(2), status => status.Forwards[0].State == ForwardState.Failed);

        bench.Change(new PortholeSettings());

        await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(2), _ => bench.Router.Table.IsEmpty);
    }

    [Fact]
    public async Task Stop_WhileTheRouterGrants_ClosesWhatItGranted()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(8554));

        // It has done what was asked, and its answer is under way.
        bench.Router.Refuse = (_, request) =>
        {
            bench.Router.Table[(request.Transport, request.ExternalPort)] = request;
            return null;
        };
        bench.Router.Answering = new TaskCompletionSource().Task;
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(() => !bench.Router.Table.IsEmpty);

        await bench.StopAsync();

        bench.Router.Table.ShouldBeEmpty();
        bench.Memory.Saved.Leftovers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stop_AfterEverythingIsOpen_NothingIsLeftWrittenDownAsAsked()
    {
        var memory = new FakeMemory();
        await using (var bench = new LoopBench(LoopBench.Cameras(4), memory))
        {
            await bench.ConnectAsync(MappingProtocol.UpnpIgd);
            await bench.UntilAsync(status => status.Forwards.All(forward => forward.State == ForwardState.Mapped));
        }

        memory.Saved.Asked.ShouldBeEmpty();
        memory.Saved.Leftovers.ShouldBeEmpty();
    }

    private static bool IsWritten(FakeMemory memory, MappingProtocol via, MappingRequest request) =>
        memory.Saved.Asked.Concat(memory.Saved.Forwards.Values).Any(known =>
            known.Via == via && known.Transport == request.Transport && known.External == request.ExternalPort && known.Internal == request.Internal.ToString());

    private static MappingRequest Granted(Agent.Forwarding.RememberedForward asked) => new()
    {
        Transport = asked.Transport,
        Internal = IPEndPoint.Parse(asked.Internal),
        ExternalPort = asked.External,
        Description = asked.Description,
    };
}
