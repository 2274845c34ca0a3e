using System.Net;
using System.Net.Sockets;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Forwarding;

/// <summary>A viewer watches through the relay while things change.</summary>
public sealed class RelayKeepingTests
{
    private readonly ushort _port = LoopBench.FreePort();

    [Fact]
    public async Task Change_Limits_TheViewerGoesOnAndTheListenerStays()
    {
        using var camera = new Watched();
        await using var bench = await RelayedAsync(camera);
        using var viewer = await camera.WatchAsync(_port);

        bench.Change(bench.Settings with { Relay = new RelaySettings { MaxConnectionsPerSource = 1, IdleTimeout = TimeSpan.FromHours(1), ConnectionRatePerSource = 3 } });

        // The new limit holds for whoever comes, not for whoever is there.
        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        CanConnect("127.0.0.1").ShouldBeFalse();
        await viewer.GoesOnAsync();
        await bench.UntilAsync(status => status.Forwards[0].Relay!.Connections == 1);
    }

    [Fact]
    public async Task Change_AllowListGivenWhileRelayed_WhoIsOnItGoesOnAndNothingIsMappedAnew()
    {
        using var camera = new Watched();
        await using var bench = await RelayedAsync(camera);
        using var viewer = await camera.WatchAsync(_port);
        bench.Router.Calls.Clear();

        bench.Change(Settings(camera, device => device with { AllowFrom = [IPNetwork.Parse("127.0.0.1/32")] }));

        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
        CanConnect("127.0.0.2").ShouldBeFalse();
        await viewer.GoesOnAsync();
        bench.Router.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Change_AllowListWhileTheClimbRuns_HoldsForTheNewRelay()
    {
        using var camera = new Watched();
        var answer = new TaskCompletionSource();
        await using var bench = new LoopBench(Settings(camera, device => device with { AllowFrom = [IPNetwork.Parse("127.0.0.0/8")] }));
        bench.Router.Answering = answer.Task;
        await bench.ConnectAsync(MappingProtocol.NatPmp);
        await bench.UntilAsync(() => !bench.Router.Calls.IsEmpty);

        bench.Change(Settings(camera, device => device with { AllowFrom = [IPNetwork.Parse("127.0.0.1/32")] }));
        answer.SetResult();
        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);

        CanConnect("127.0.0.2").ShouldBeFalse();
        using var viewer = await camera.WatchAsync(_port);
    }

    [Fact]
    public async Task Change_RelayOffWhileTheClimbRuns_NothingIsLeftListening()
    {
        using var camera = new Watched();
        var answer = new TaskCompletionSource();
        await using var bench = new LoopBench(Settings(camera));
        bench.Router.Answering = answer.Task;
        await bench.ConnectAsync(MappingProtocol.NatPmp);
        await bench.UntilAsync(() => !bench.Router.Calls.IsEmpty);

        bench.Change(bench.Settings with { Relay = new RelaySettings { Enabled = false } });
        answer.SetResult();

        await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Failed, Route: Route.None, Relay: null });
        await bench.UntilAsync(() => bench.Router.Table.IsEmpty);
        CanConnect("127.0.0.1").ShouldBeFalse();
    }

    [Fact]
    public async Task Change_RelayOffAndOn_IsClosedAndComesBack()
    {
        using var camera = new Watched();
        await using var bench = await RelayedAsync(camera);

        bench.Change(bench.Settings with { Relay = new RelaySettings { Enabled = false } });

        await bench.UntilAsync(status => status.Forwards[0] is { Route: Route.None, Relay: null });
        await bench.UntilAsync(() => bench.Router.Table.IsEmpty);

        bench.Change(bench.Settings with { Relay = new RelaySettings() });

        await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, Route: Route.Relayed });
    }

    [Fact]
    public async Task Gateway_LostAndReplaced_TheViewerGoesOn()
    {
        using var camera = new Watched();
        await using var bench = await RelayedAsync(camera);
        using var viewer = await camera.WatchAsync(_port);

        bench.Post(new LoopEvent.GatewayLocated(null));
        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Pending);
        await viewer.GoesOnAsync();
        bench.Router.Table.Clear();
        await bench.ConnectAsync(MappingProtocol.NatPmp);

        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        bench.Router.Table.Values.ShouldHaveSingleItem().Internal.ShouldBe(new IPEndPoint(IPAddress.Loopback, _port));
        await viewer.GoesOnAsync();
    }

    /// <summary>The hourly look for a direct way is for what is open already; a relay that waits for its router climbs.</summary>
    [Fact]
    public async Task Gateway_LostAndReplacedInSecureMode_IsMappedAtOnce()
    {
        using var camera = new Watched();
        await using var bench = new LoopBench(Settings(camera));
        bench.Router.Refuse = (_, request) => request.Internal!.Address.Equals(IPAddress.Loopback) ? null : new Refusal(RefusalReason.OnlyForAsker, "718", 718);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, Route: Route.Relayed });
        using var viewer = await camera.WatchAsync(_port);

        bench.Post(new LoopEvent.GatewayLocated(null));
        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Pending);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);

        await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, Route: Route.Relayed });
        await viewer.GoesOnAsync();
    }

    [Fact]
    public async Task Gateway_LostWhileTheRouterIsAsked_TheViewerGoesOn()
    {
        using var camera = new Watched();
        await using var bench = await RelayedAsync(camera);
        using var viewer = await camera.WatchAsync(_port);
        var answer = new TaskCompletionSource();
        bench.Router.Answering = answer.Task;
        bench.Router.Calls.Clear();
        bench.Post(new LoopEvent.RetryAsked("door/rtsp"));
        await bench.UntilAsync(() => !bench.Router.Calls.IsEmpty);

        bench.Post(new LoopEvent.GatewayLocated(null));
        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Pending);
        answer.SetResult();
        await bench.ConnectAsync(MappingProtocol.NatPmp);

        await bench.UntilAsync(status => status.Forwards[0].State == ForwardState.Mapped);
        await viewer.GoesOnAsync();
    }

    [Fact]
    public async Task Gateway_ThisPcHasAnotherAddress_TheRelayMovesThere()
    {
        using var camera = new Watched();
        await using var bench = await RelayedAsync(camera);
        using var viewer = await camera.WatchAsync(_port);
        var moved = IPAddress.Parse("127.0.0.3");

        bench.Post(new LoopEvent.GatewayLocated(FakeRouter.Gateway with { LocalAddress = moved }));
        await bench.UntilAsync(status => status.Network.LocalAddress == "127.0.0.3");
        bench.Router.Found(MappingProtocol.NatPmp);

        await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, Relay: { } relay } && relay.Listen == $"127.0.0.3:{_port}");
        bench.Router.Table.Values.ShouldContain(entry => entry.Internal.Equals(new IPEndPoint(moved, _port)));
        (await EndAsync(viewer.Socket)).ShouldBeTrue();
        CanConnect("127.0.0.1").ShouldBeFalse();
        using var next = await camera.WatchAsync(_port, "127.0.0.3");
    }

    private async Task<LoopBench> RelayedAsync(Watched camera)
    {
        var bench = new LoopBench(Settings(camera));
        await bench.ConnectAsync(MappingProtocol.NatPmp);
        await bench.UntilAsync(status => status.Forwards[0] is { State: ForwardState.Mapped, Route: Route.Relayed });
        return bench;
    }

    private PortholeSettings Settings(Watched camera, Func<DeviceSettings, DeviceSettings>? change = null) => LoopBench.OneCamera(_port, device =>
    {
        device = device with { Ports = [device.Ports[0] with { Internal = camera.Port }] };
        return change is null ? device : change(device);
    });

    private bool CanConnect(string from)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            socket.Connect(IPAddress.Loopback, _port);

            // Who is turned away is reset, at once on an idle machine; a camera that is not asked says nothing.
            return !socket.Poll(Watched.Bound, SelectMode.SelectRead);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<bool> EndAsync(Socket socket)
    {
        using var bound = new CancellationTokenSource(Watched.Bound);
        try
        {
            return await socket.ReceiveAsync(new byte[64], bound.Token) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
