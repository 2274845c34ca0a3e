using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>A router that opens what it is asked for: the cameras are reached directly.</summary>
public sealed class PermissiveRouterTests : Scenario
{
    [Fact]
    public async Task Run_SampleSettings_CameraIsReachedDirectlyUntilTheAgentStops()
    {
        await Lab.Router.StartAsync();
        await Lab.FrontDoor.StartRtspAsync();
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(AgentProgram.SampleSettings);

        var status = await agent.WaitUntilMappedAsync(forwards: 2, "direct");

        status["front-door/rtsp"].External.ShouldBe("11.0.0.1:8554");
        status["front-door/rtsp"].Url.ShouldBe("rtsp://11.0.0.1:8554/Streaming/Channels/101");
        await Lab.Router.ShouldForwardAsync("tcp 8080 -> 192.168.1.20:80", "tcp 8554 -> 192.168.1.20:554");
        await Lab.ShouldShowTheFrontDoorAsync(seenFrom: RouterLab.ViewerAddress);

        (await agent.StopAsync()).ShouldBe(0);

        await Lab.Router.ShouldForwardNowAsync();
        (await Lab.Viewer.CanGetAsync("http://11.0.0.1:8080/")).ShouldBeFalse();
    }

    /// <summary>A program of this PC that asks and never ends must not keep the ports open: half a minute is as long as a web host waits by itself.</summary>
    [Fact]
    public async Task Stop_ARequestNeverEnds_PortsAreClosedAllTheSame()
    {
        await Lab.Router.StartAsync();
        var agent = await Lab.Nvr.StartAgentAsync(AgentProgram.SampleSettings);
        await agent.WaitUntilMappedAsync(forwards: 2, "direct");
        using var asking = await Lab.Nvr.ConnectAsync(new IPEndPoint(IPAddress.Loopback, 8730));
        await asking.SendAsync(Encoding.ASCII.GetBytes($"POST /api/devices HTTP/1.1\r\nHost: 127.0.0.1:8730\r\nAuthorization: Bearer {await Lab.Nvr.TokenAsync()}\r\nContent-Type: application/json\r\nContent-Length: 30000\r\n\r\n"));
        using var enough = new CancellationTokenSource();
        var dribbling = DribbleAsync(asking, enough.Token);

        var stopped = Stopwatch.StartNew();
        (await agent.StopAsync()).ShouldBe(0);

        stopped.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        await Lab.Router.ShouldForwardNowAsync();
        await enough.CancelAsync();
        await dribbling;

        // Above the pace at which a web host gives a sender up.
        static async Task DribbleAsync(Socket asking, CancellationToken enough)
        {
            try
            {
                for (var spaces = Encoding.ASCII.GetBytes(new string(' ', 100)); !enough.IsCancellationRequested; await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None))
                    await asking.SendAsync(spaces, CancellationToken.None);
            }
            catch (SocketException)
            {
                // The agent has ended.
            }
        }
    }

    [Fact]
    public async Task Status_EverythingMapped_DocumentIsAsPromised()
    {
        await Lab.Router.StartAsync();
        await Lab.FrontDoor.StartRtspAsync();
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(AgentProgram.SampleSettings);
        await agent.WaitForStatusAsync(
            "both forwards mapped, all protocols found, the device online",
            status => status.Forwards is { Count: 2 } && status.Forwards.All(forward => forward is { State: "mapped", DeviceOnline: true }) && status.Network.Protocols.Count == 3);

        using var document = await agent.StatusDocumentAsync();

        StatusContract.Violations(document.RootElement).ShouldBeEmpty();
        var status = await agent.StatusAsync();
        status.Network.Interface.ShouldBe("eth0");
        status.Network.LocalAddress.ShouldBe(Nvr.LanAddress);
        status.Network.Gateway.ShouldBe(Router.LanAddress);
        status.Network.Router.ShouldNotBeNull().ShouldContain("MiniUPnPd");
        status.Network.Protocols.ShouldBe(["upnp-igd2", "nat-pmp", "pcp"], ignoreOrder: true);
        status.Network.ExternalAddress.ShouldBe(RouterLab.WanAddress);
        status.Network.Reachability.ShouldBe("public");
        status.Problems.ShouldBeEmpty();
        var forward = status["front-door/http"];
        forward.ShouldBe(forward with
        {
            Device = "Front door", Name = "http", Protocol = "tcp", Internal = "192.168.1.20:80", External = "11.0.0.1:8080",
            Route = "direct", Via = "upnp-igd", State = "mapped", Relay = null,
        });
        forward.RenewsAt.ShouldNotBeNull().ShouldBeLessThan(forward.LeaseExpires.ShouldNotBeNull());
    }

    [Fact]
    public async Task Status_ExitCode_TellsProgramsWhatStands()
    {
        await Lab.Router.StartAsync();
        await Lab.FrontDoor.StartHttpAsync();
        (await Lab.Nvr.PortholeAsync("status")).ExitCode.ShouldBe(3);

        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080)));
        await agent.WaitForStatusAsync("the forward mapped and no problem", status => status.Problems.Count == 0 && status.Forwards is [{ State: "mapped", DeviceOnline: true }]);
        (await Lab.Nvr.PortholeAsync("status")).ExitCode.ShouldBe(0);

        await agent.StopAsync();
        (await Lab.Nvr.PortholeAsync("status")).ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task Run_UdpForward_DatagramsGoBothWays()
    {
        await Lab.Router.StartAsync();
        using var device = Lab.FrontDoor.BindUdp(9000);
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For("""
            { "Name": "Front door", "Address": "192.168.1.20", "Ports": [ { "Name": "audio", "Protocol": "udp", "Internal": 9000, "External": 9100 } ] }
            """));

        await agent.WaitUntilMappedAsync(forwards: 1, "direct");

        await Lab.Router.ShouldForwardAsync("udp 9100 -> 192.168.1.20:9000");
        (await Lab.AskOverUdpAsync(device, 9100)).ShouldBe(RouterLab.ViewerAddress);
    }

    [Fact]
    public async Task Run_OnlyPcpWithThirdParty_CameraIsReachedDirectly()
    {
        await Lab.Router.StartAsync(new RouterConfig { EnableUpnp = false, PcpAllowThirdParty = true });
        await Lab.FrontDoor.StartRtspAsync();
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(AgentProgram.SampleSettings);

        var status = await agent.WaitUntilMappedAsync(forwards: 2, "direct");

        status["front-door/rtsp"].Via.ShouldBe("pcp");
        await Lab.ShouldShowTheFrontDoorAsync(seenFrom: RouterLab.ViewerAddress);
    }
}
