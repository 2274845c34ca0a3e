using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>Routers that open nothing: the relay serves the house and the VPN, and the owner is told what to do.</summary>
public sealed class RefusingRouterTests : Scenario
{
    [Fact]
    public async Task Run_EverythingDenied_RelayOnlyAndTheRemedyIsTold()
    {
        // In debug mode a refusal over NAT-PMP takes this daemon a second: a slow router is another scenario.
        await Lab.Router.StartAsync(new RouterConfig { Rules = RouterConfig.DenyAll, Debug = false });

        var agent = await RunAsync("PH204");

        // How each protocol answered.
        agent.Log.Text.ShouldContain("UPnP", Case.Insensitive);
        agent.Log.Text.ShouldContain("NAT-PMP", Case.Insensitive);
        agent.Log.Text.ShouldContain("PCP", Case.Insensitive);
    }

    [Fact]
    public async Task Run_NoDaemon_RelayOnlyAndTheRemedyIsTold()
    {
        var agent = await RunAsync("PH202");

        agent.Log.Text.ShouldContain("UPnP", Case.Insensitive);
        agent.Log.Text.ShouldContain("NAT-PMP", Case.Insensitive);
        agent.Log.Text.ShouldContain("PCP", Case.Insensitive);
        agent.Log.Text.ShouldContain(Router.LanAddress);
    }

    [Fact]
    public async Task Run_DaemonComesLater_TheRouterIsUsed()
    {
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080)));
        await agent.WaitForStatusAsync("PH202", status => status.Has("PH202"));

        // A daemon that starts announces itself, which is heard; the next search would come up to 15 minutes later.
        await Lab.Router.StartAsync();

        var status = await agent.WaitForStatusAsync("the forward mapped directly", status => status.Forwards is [{ State: "mapped", Route: "direct" }], TimeSpan.FromSeconds(60));
        status.Has("PH202").ShouldBeFalse();
        (await Lab.Viewer.GetAsync("http://11.0.0.1:8080/")).ShouldContain("front-door");
    }

    private async Task<AgentProcess> RunAsync(string code)
    {
        await Lab.FrontDoor.StartRtspAsync();
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(AgentProgram.SampleSettings);

        var status = await agent.WaitForStatusAsync(
            $"{code}, and both forwards on the relay alone",
            status => status.Has(code) && status.Forwards.Count == 2 && status.Forwards.All(forward => forward is { Route: "relay-only", State: "failed" }),
            TimeSpan.FromSeconds(60));

        var forward = status["front-door/rtsp"];
        forward.External.ShouldBeNull();
        forward.Via.ShouldBeNull();
        forward.Problems.ShouldContain(code);
        forward.Relay.ShouldNotBeNull().Listen.ShouldBe("192.168.1.10:8554");
        status.Problem(code).Remedy.ShouldNotBeEmpty();
        status.Problem(code).Evidence.ShouldNotBeNullOrWhiteSpace();
        (await Lab.Nvr.PortholeAsync("status")).ExitCode.ShouldBe(1);

        // What still works, and the one rule for each forward that would finish the job, to the relay or to the device itself.
        await agent.WaitForLogAsync(code);
        await agent.WaitForLogAsync("192.168.1.10:8554");
        await agent.WaitForLogAsync(@"port 8554\b.*192\.168\.1\.(10|20)\b");
        await agent.WaitForLogAsync(@"port 8080\b.*192\.168\.1\.(10|20)\b");
        (await Lab.LanHost.ProbeRtspAsync($"rtsp://192.168.1.10:8554{Camera.StreamPath}")).Width.ShouldBe(Lab.FrontDoor.Width);
        (await Lab.LanHost.GetAsync("http://192.168.1.10:8080/")).ShouldContain("seen from 192.168.1.10");
        await Lab.Router.ShouldForwardNowAsync();
        return agent;
    }
}
