using Porthole.Agent.Forwarding;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>A paused device is closed and stays registered; whoever asks for a retry need not wait.</summary>
public sealed class PauseTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pause_OpenForward_IsClosedAndComesBackAtTheSamePort(bool relayed)
    {
        await using var bench = new LoopBench(Camera(LoopBench.FreePort(), relayed ? RoutePreference.Relay : RoutePreference.Auto));
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        var open = (await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped)).Forwards[0];

        bench.Change(Paused(bench.Settings, paused: true));

        var paused = (await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Paused)).Forwards[0];
        bench.Router.Table.ShouldBeEmpty();
        (paused.External, paused.Relay, paused.Route, paused.Url).ShouldBe((null, null, Route.None, null));

        bench.Change(Paused(bench.Settings, paused: false));
        (await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped)).Forwards[0].External.ShouldBe(open.External);
    }

    [Fact]
    public async Task Start_DevicePaused_OpensNothing()
    {
        await using var bench = new LoopBench(Paused(Camera(8554, RoutePreference.Auto), paused: true));

        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        await bench.UntilAsync(status => status.Network.Protocols.Length > 0);
        bench.Status.Forwards[0].State.ShouldBe(ForwardState.Paused);
        bench.Router.Table.ShouldBeEmpty();
        Verdicts.IsGood(bench.Status).ShouldBeTrue();
    }

    [Fact]
    public async Task Start_PausedWhileNoAgentRan_ClosesWhatTheLastOneLeftOpen()
    {
        var memory = new FakeMemory();
        var first = new LoopBench(Camera(8554, RoutePreference.Auto) with { Mapping = new MappingSettings { RemoveOnStop = false } }, memory);
        await first.ConnectAsync(MappingProtocol.UpnpIgd);
        await first.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        await first.StopAsync();
        first.Router.Table.ShouldNotBeEmpty();

        await using var bench = new LoopBench(Paused(first.Settings, paused: true), memory);
        foreach (var (key, value) in first.Router.Table) bench.Router.Table[key] = value;
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        await bench.UntilAsync(() => bench.Router.Table.IsEmpty);
        await first.DisposeAsync();
    }

    [Fact]
    public async Task Retry_RefusedForward_IsAskedForAtOnce()
    {
        await using var bench = new LoopBench(Camera(LoopBench.FreePort(), RoutePreference.Direct));
        bench.Router.Refuse = (_, _) => new Refusal(RefusalReason.NotAuthorized, "606");
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Failed);
        bench.Router.Refuse = (_, _) => null;

        bench.Post(new LoopEvent.RetryAsked("door/rtsp"));

        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
    }

    private static PortholeSettings Camera(ushort external, RoutePreference route) =>
        LoopBench.OneCamera(external, device => device with { Ports = [device.Ports[0] with { Route = route }] });

    private static PortholeSettings Paused(PortholeSettings settings, bool paused) =>
        settings with { Devices = [.. settings.Devices.Select(device => device with { IsPaused = paused })] };
}
