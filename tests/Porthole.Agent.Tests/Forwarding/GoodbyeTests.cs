using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>A router that takes its leave is shown as gone at once; what it may still hold is not given back.</summary>
public sealed class GoodbyeTests
{
    [Fact]
    public async Task Goodbye_BackBeforeTheSearchEnds_IsAskedAnewAndNeverShownAsFailed()
    {
        await using var bench = await OpenAsync();
        await SayGoodbyeAsync(bench);
        bench.Status.Forwards[0].State.ShouldBe(ForwardState.Pending);
        Verdicts.Sentence(bench.Status).ShouldBe("Asking the router to open the ports…");

        bench.Router.Table.Clear();
        bench.Router.Found(MappingProtocol.UpnpIgd);

        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        bench.Router.Calls.ShouldBe(["map 8554 127.0.0.20:554", "map 8554 127.0.0.20:554"]);
        bench.Transitions.Select(transition => transition.To).ShouldNotContain(what => what.StartsWith("not open", StringComparison.Ordinal));
        bench.Status.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Goodbye_NothingAnswersAnyMore_IsShownAsFailedAndComesBackAtTheSamePort()
    {
        await using var bench = await OpenAsync();
        await SayGoodbyeAsync(bench);

        bench.Router.Session!.Tell(new GatewayEvent.SearchEnded([], []));
        var status = await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Failed);

        status.Problems.Select(problem => problem.Code).ShouldContain("PH202");
        status.Forwards[0].Problems.ShouldBe(["PH202"]);
        Verdicts.Sentence(status).ShouldBe("Your camera is not reachable from outside.");
        bench.Router.Calls.ShouldNotContain("unmap 8554");
        bench.Router.Found(MappingProtocol.UpnpIgd);
        status = await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        status.Forwards[0].External.ShouldBe("198.51.100.7:8554");
    }

    [Fact]
    public async Task Goodbye_AnotherProtocolStillAnswers_IsOpenedByThat()
    {
        var port = LoopBench.FreePort();
        await using var bench = await OpenAsync(port, MappingProtocol.NatPmp, MappingProtocol.UpnpIgd);
        await SayGoodbyeAsync(bench);

        bench.Router.Session!.Tell(new GatewayEvent.SearchEnded([MappingProtocol.NatPmp], []));

        var status = await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        status.Forwards[0].Route.ShouldBe(Route.Relayed);
        status.Forwards[0].External.ShouldBe($"198.51.100.7:{port}");
    }

    /// <summary>A router that does not answer for a moment has most likely kept what it granted.</summary>
    [Fact]
    public async Task Lost_WithoutAGoodbye_IsShownAsMappedStill()
    {
        await using var bench = await OpenAsync();

        bench.Router.Session!.Tell(new GatewayEvent.ProtocolLost(MappingProtocol.UpnpIgd, "its control URL is gone"));
        bench.Router.Session.Tell(new GatewayEvent.SearchEnded([], []));
        await bench.UntilAsync(status => status.Problems.Any(problem => problem.Code == "PH202"));

        bench.Status.Forwards[0].State.ShouldBe(ForwardState.Mapped);
    }

    private static async Task SayGoodbyeAsync(LoopBench bench)
    {
        bench.Router.Session!.Tell(new GatewayEvent.ProtocolLost(MappingProtocol.UpnpIgd, "it took its leave") { SaidGoodbye = true });
        await bench.UntilAsync(() => bench.Snapshot.Protocols.All(protocol => protocol.Kind != MappingProtocol.UpnpIgd));
    }

    private static Task<LoopBench> OpenAsync() => OpenAsync(8554, MappingProtocol.UpnpIgd);

    private static async Task<LoopBench> OpenAsync(ushort port, params MappingProtocol[] protocols)
    {
        var bench = new LoopBench(LoopBench.OneCamera(port));
        await bench.ConnectAsync(protocols);
        await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, Route: Route.Direct });
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        return bench;
    }
}
