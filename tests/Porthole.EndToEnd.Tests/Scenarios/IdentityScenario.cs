using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>A camera with a page, an agent that has opened it, and another machine that may take its address.</summary>
public abstract class IdentityScenario : Scenario
{
    // The aim at the default pace is 30 s; the rest is for a machine with two busy cores.
    protected static readonly TimeSpan Followed = TimeSpan.FromSeconds(60);

    protected const string FrontDoorMac = """ "Mac": "44:19:b6:00:00:20", """;
    protected const string Page = "http://11.0.0.1:8080/";

    protected async Task<AgentProcess> StartAsync(bool secureMode, string mac)
    {
        await Lab.Router.StartAsync(new RouterConfig { SecureMode = secureMode });
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080, mac)));
        await agent.WaitForStatusAsync(
            "the forward mapped and the camera online",
            status => status.Forwards is [{ State: "mapped", DeviceOnline: true } forward] && forward.Route == (secureMode ? "relayed" : "direct"));
        (await Lab.Viewer.GetAsync(Page)).ShouldContain("front-door");
        return agent;
    }

    /// <summary>Another PC takes the camera's address and serves a page on the camera's port.</summary>
    protected async Task StartIntruderAsync()
    {
        await Camera.StartHttpAsync(Lab.LanHost, "intruder", 80);
        await Lab.LanHost.MoveToAsync("192.168.1.20");
    }

    /// <summary>Says so on the LAN, as DHCP clients do (RFC 5227, 2.3) and as any exchange with this PC does.</summary>
    protected Task<CommandResult> AnnounceAsync() => Lab.LanHost.TryAsync("curl", "-s", "--max-time", "2", $"http://{Nvr.LanAddress}:9/");
}
