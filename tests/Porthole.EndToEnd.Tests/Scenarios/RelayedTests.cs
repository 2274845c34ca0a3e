using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>Routers that open ports for the asking PC only, or over protocols that know nothing else: the relay carries the cameras.</summary>
public sealed class RelayedTests : Scenario
{
    private static readonly RouterConfig SecureMode = new() { SecureMode = true };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_SecureMode_CameraIsReachedThroughTheRelay(bool igdV1)
    {
        var status = await RunAndWatchAsync(SecureMode with { IgdV1 = igdV1 });

        status["front-door/rtsp"].Via.ShouldNotBeNull();
        status.Has("PH203").ShouldBeTrue();
        status["front-door/rtsp"].Problems.ShouldContain("PH203");
    }

    [Fact]
    public async Task Run_UpnpOff_CameraIsReachedThroughTheRelay()
    {
        var status = await RunAndWatchAsync(new RouterConfig { EnableUpnp = false });

        status["front-door/rtsp"].Via.ShouldBeOneOf("pcp", "nat-pmp");
        status.Network.Protocols.ShouldNotContain(protocol => protocol.StartsWith("upnp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_SampleRulesAndLowCameraPorts_CameraIsReachedThroughTheRelay() =>
        await RunAndWatchAsync(new RouterConfig { Rules = RouterConfig.SampleRules });

    [Fact]
    public async Task Run_OnlyUpnpInSecureMode_CameraIsReachedThroughTheRelay()
    {
        var status = await RunAndWatchAsync(SecureMode with { EnableNatPmp = false });

        status["front-door/rtsp"].Via.ShouldBe("upnp-igd");
    }

    [Fact]
    public async Task Run_RouterGrantsLessThanAsked_TheGrantIsObeyed()
    {
        await Lab.Router.StartAsync(new RouterConfig { EnableUpnp = false, MinLifetime = 5, MaxLifetime = 20 });
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080)));

        var first = await agent.WaitUntilMappedAsync(forwards: 1, "relayed");

        // Asked for an hour, got 20 seconds: it has to be renewed in time, again and again.
        var firstEnd = first.Forwards[0].LeaseExpires.ShouldNotBeNull();
        (firstEnd - first.StartedAt).ShouldBeLessThan(TimeSpan.FromMinutes(5));
        await agent.WaitForStatusAsync(
            "the lease renewed twice",
            status =>
            {
                status.Forwards[0].State.ShouldBe("mapped");
                return status.Forwards[0].LeaseExpires > firstEnd + TimeSpan.FromSeconds(20);
            },
            TimeSpan.FromMinutes(2));
        await Lab.Router.ShouldForwardAsync("tcp 8080 -> 192.168.1.10:8080");
    }

    [Fact]
    public async Task Run_SecureModeAndUdpForward_DatagramsGoBothWays()
    {
        await Lab.Router.StartAsync(SecureMode);
        using var device = Lab.FrontDoor.BindUdp(9000);
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For("""
            { "Name": "Front door", "Address": "192.168.1.20", "Ports": [ { "Name": "audio", "Protocol": "udp", "Internal": 9000, "External": 9100 } ] }
            """));

        await agent.WaitUntilMappedAsync(forwards: 1, "relayed");

        await Lab.Router.ShouldForwardAsync("udp 9100 -> 192.168.1.10:9100");
        (await Lab.AskOverUdpAsync(device, 9100)).ShouldBe(Nvr.LanAddress);
    }

    [Fact]
    public async Task Run_RouteDirectOnARouterInSecureMode_NothingIsRelayed()
    {
        await Lab.Router.StartAsync(SecureMode);
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For("""
            { "Name": "Front door", "Address": "192.168.1.20", "Ports": [ { "Name": "http", "Protocol": "tcp", "Internal": 80, "External": 8080, "Route": "direct" } ] }
            """));

        var status = await agent.WaitForStatusAsync("the forward refused", status => status.Forwards is [{ State: "failed" }]);

        status["front-door/http"].Route.ShouldBe("none");
        status["front-door/http"].Problems.ShouldNotBeEmpty();
        await Lab.Router.ShouldForwardNowAsync();
        (await Lab.LanHost.CanGetAsync("http://192.168.1.10:8080/")).ShouldBeFalse();
    }

    [Fact]
    public async Task Relay_WhileAViewerWatches_IsCountedInTheStatus()
    {
        await Lab.Router.StartAsync(SecureMode);
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080)));
        await agent.WaitUntilMappedAsync(forwards: 1, "relayed");

        var watching = await LiveView.OpenAsync(Lab, 8080);
        var status = await agent.WaitForStatusAsync("one connection with traffic both ways", status => status.Forwards[0].Relay is { Connections: 1, BytesIn: > 0, BytesOut: > 0 });
        status.Forwards[0].Relay!.Listen.ShouldBe("192.168.1.10:8080");

        watching.Dispose();
        await agent.WaitForStatusAsync("no connection", status => status.Forwards[0].Relay is { Connections: 0 });
    }

    [Fact]
    public async Task Relay_ManyShortCommands_TheViewerIsNotTakenForAScanner()
    {
        await Lab.Router.StartAsync(SecureMode);
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080)));
        await agent.WaitUntilMappedAsync(forwards: 1, "relayed");
        using var watching = await LiveView.OpenAsync(Lab, 8080);

        // An app that turns a camera sends a command, and opens a connection, for each touch; the answer is a word.
        for (var touch = 0; touch < 60; touch++)
        {
            using var command = new HttpRequestMessage(HttpMethod.Get, new Uri("http://11.0.0.1:8080/left")) { Headers = { ConnectionClose = true } };
            using var answer = await Lab.Viewer.Http.SendAsync(command);
            answer.IsSuccessStatusCode.ShouldBeTrue();
        }

        await watching.ShouldGoOnAsync();
        (await agent.StatusAsync()).Forwards[0].Relay!.Refused.ShouldBe(0);
    }

    private async Task<AgentStatus> RunAndWatchAsync(RouterConfig router)
    {
        await Lab.Router.StartAsync(router);
        await Lab.FrontDoor.StartRtspAsync();
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(AgentProgram.SampleSettings);

        var status = await agent.WaitUntilMappedAsync(forwards: 2, "relayed");

        status["front-door/rtsp"].Relay.ShouldNotBeNull().Listen.ShouldBe("192.168.1.10:8554");
        await Lab.Router.ShouldForwardAsync("tcp 8080 -> 192.168.1.10:8080", "tcp 8554 -> 192.168.1.10:8554");
        await Lab.ShouldShowTheFrontDoorAsync(seenFrom: Nvr.LanAddress);

        (await agent.StopAsync()).ShouldBe(0);
        await Lab.Router.ShouldForwardNowAsync();
        return status;
    }
}
