using Porthole.Agent.Diagnosis.Firewalls;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Settings;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Diagnosis.Firewalls;

/// <summary>PH502 stands by itself, without a doctor.</summary>
public sealed class FirewallWatchTests
{
    [Fact]
    public async Task Watch_RelayListens_BlockedPortIsAProblemUntilItIsLetIn()
    {
        var port = LoopBench.FreePort();
        var relayed = LoopBench.OneCamera(port, device => device with { Ports = [device.Ports[0] with { Route = RoutePreference.Relay }] });
        await using var bench = new LoopBench(relayed);
        var asked = new List<ListenPort[]>();
        FirewallView answer = new FirewallView.Blocks([new ListenPort(Transport.Tcp, port)], "No rule names it.", ["Let it in."]);
        using var stopping = new CancellationTokenSource();
        var sut = new FirewallWatch(
            bench.Board,
            (ports, _) =>
            {
                lock (asked) asked.Add([.. ports]);
                return Task.FromResult(Volatile.Read(ref answer));
            },
            bench.Post,
            bench.Time);
        var running = sut.RunAsync(stopping.Token);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards is [{ Relay: not null }]);

        var status = await bench.AdvanceUntilAsync(TimeSpan.FromSeconds(1), status => status.Problems.Any(problem => problem.Code == "PH502"));
        status.Problems.Single(problem => problem.Code == "PH502").ShouldSatisfyAllConditions(
            problem => problem.Forwards.ShouldBe(["door/rtsp"]),
            problem => problem.Remedy.ShouldBe(["Let it in."]));
        asked.ShouldAllBe(ports => ports.SequenceEqual(new[] { new ListenPort(Transport.Tcp, port) }));

        // It is not asked again and again, but every hour; and a rule that was made ends the problem.
        var before = asked.Count;
        Volatile.Write(ref answer, new FirewallView.Open("A rule names it."));
        await bench.AdvanceUntilAsync(TimeSpan.FromMinutes(2), status => status.Problems.All(problem => problem.Code != "PH502"));
        (asked.Count - before).ShouldBe(1);
        bench.Log.Count(line => line.Contains("PH502")).ShouldBe(2);

        await stopping.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    [Fact]
    public async Task Watch_NoRelay_AsksNobody()
    {
        await using var bench = new LoopBench(LoopBench.OneCamera(LoopBench.FreePort()));
        using var stopping = new CancellationTokenSource();
        var events = new List<LoopEvent>();
        var running = new FirewallWatch(bench.Board, (_, _) => throw new InvalidOperationException("asked"), events.Add, bench.Time).RunAsync(stopping.Token);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards is [{ Relay: null, External: not null }]);
        for (var step = 0; step < 100; step++)
        {
            bench.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        await stopping.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        events.ShouldBeEmpty();
    }
}
