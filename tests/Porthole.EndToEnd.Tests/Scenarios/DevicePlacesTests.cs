using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>Devices in other places than the router's LAN: behind this PC's second card, or on this PC itself.</summary>
public sealed class DevicePlacesTests : Scenario
{
    [Fact]
    public async Task Run_CameraBehindTheSecondCard_CameraIsReachedThroughTheRelay()
    {
        await Lab.Router.StartAsync();
        var camera = await Lab.AddIsolatedCameraAsync();
        await camera.StartRtspAsync();
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For("""
            { "Name": "Gate", "Brand": "hikvision", "Address": "10.10.10.20", "Ports": [ { "Name": "rtsp", "Protocol": "tcp", "Internal": 554, "External": 8554 } ] }
            """));

        var status = await agent.WaitUntilMappedAsync(forwards: 1, "relayed");

        status["gate/rtsp"].Route.ShouldBe("relayed");
        status["gate/rtsp"].Internal.ShouldBe("10.10.10.20:554");
        await Lab.Router.ShouldForwardAsync("tcp 8554 -> 192.168.1.10:8554");
        (await Lab.Viewer.ProbeRtspAsync(status["gate/rtsp"].Url!)).Width.ShouldBe(camera.Width);

        // The router was never asked for what it could not do.
        Lab.Router.HasLogged("10.10.10.20").ShouldBeFalse();
    }

    [Fact]
    public async Task Run_RecorderOnThisPcAndSecureMode_ReachedDirectly()
    {
        await Lab.Router.StartAsync(new RouterConfig { SecureMode = true });
        await Lab.Nvr.StartRecorderAsync(81);
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Web("Recorder", "localhost", 81, 8081)));

        var status = await agent.WaitUntilMappedAsync(forwards: 1, "direct");

        status["recorder/http"].Route.ShouldBe("direct");
        status["recorder/http"].Internal.ShouldBe("192.168.1.10:81");
        await Lab.Router.ShouldForwardAsync("tcp 8081 -> 192.168.1.10:81");
        (await Lab.Viewer.GetAsync("http://11.0.0.1:8081/")).ShouldContain("seen from 11.0.0.2");
    }

    [Fact]
    public async Task Run_RecorderThatListensOnLoopbackAlone_ReachedThroughTheRelay()
    {
        await Lab.Router.StartAsync(new RouterConfig { SecureMode = true });
        await Lab.Nvr.StartRecorderAsync(81, bind: "127.0.0.1");
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Web("Recorder", "localhost", 81, 8081)));

        var status = await agent.WaitUntilMappedAsync(forwards: 1, "relayed");

        status["recorder/http"].Route.ShouldBe("relayed");
        await Lab.Router.ShouldForwardAsync("tcp 8081 -> 192.168.1.10:8081");
        (await Lab.Viewer.GetAsync("http://11.0.0.1:8081/")).ShouldContain("seen from 127.0.0.1");
    }
}
