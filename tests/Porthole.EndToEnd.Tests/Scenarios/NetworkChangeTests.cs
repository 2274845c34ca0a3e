using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>Routes, cables and addresses that come and go under a running agent.</summary>
public sealed class NetworkChangeTests : Scenario
{
    // What the operating system tells at once, an agent on a busy machine acts on within this.
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);

    private static readonly string FrontDoorPage = Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080));

    // What a router does not announce is found at the next readback; five minutes are too long for a test.
    private const string EagerReadback = """ "Mapping": { "VerifyInterval": "00:00:02" } """;
    private static readonly string EagerPage = Settings.With(EagerReadback, Settings.Web("Front door", "192.168.1.20", 80, 8080));

    [Fact]
    public async Task Run_NoDefaultGateway_WaitsAndRecovers()
    {
        await Lab.Router.StartAsync();
        await Lab.FrontDoor.StartHttpAsync();
        await Lab.Nvr.RemoveDefaultRouteAsync();
        var agent = await Lab.Nvr.StartAgentAsync(FrontDoorPage);

        await agent.WaitForStatusAsync("PH201", status => status.Has("PH201"));
        await agent.WaitForLogAsync("PH201");
        await Lab.Router.ShouldForwardNowAsync();

        await Lab.Nvr.SetDefaultRouteAsync(Router.LanAddress);

        var status = await agent.WaitUntilMappedAsync(forwards: 1, "direct", Recovery);
        status.Has("PH201").ShouldBeFalse();
        (await Lab.Viewer.GetAsync("http://11.0.0.1:8080/")).ShouldContain("front-door");
    }

    [Fact]
    public async Task Run_CablePulledAndPluggedAgain_MappedAgain()
    {
        await Lab.Router.StartAsync();
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(FrontDoorPage);
        await agent.WaitUntilMappedAsync(forwards: 1, "direct");

        await Lab.PullCableAsync(Lab.Nvr);
        await Lab.Router.RebootAsync(httpPort: 5566);
        await Lab.PlugCableAsync(Lab.Nvr);

        await Lab.Router.WaitForRulesAsync("the forward again", rules => rules is [{ ExternalPort: 8080 }], Recovery);
        await agent.WaitUntilMappedAsync(forwards: 1, "direct", Recovery);
    }

    [Fact]
    public async Task Run_PcGetsAnotherAddress_RelayAndRouterFollow()
    {
        await Lab.Router.StartAsync(new RouterConfig { SecureMode = true });
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(FrontDoorPage);
        await agent.WaitUntilMappedAsync(forwards: 1, "relayed");
        using var watching = await LiveView.OpenAsync(Lab, 8080);

        await Lab.Nvr.MoveToAsync("192.168.1.33");

        var status = await agent.WaitForStatusAsync(
            "the forward mapped to the new address",
            status => status.Network.LocalAddress == "192.168.1.33" && status.Forwards is [{ State: "mapped", Relay.Listen: "192.168.1.33:8080" }],
            Recovery);

        // The router keeps what the old address asked for until its lease ends: in secure mode nobody else may remove it.
        (await Lab.Router.RulesAsync()).ShouldContain(rule => rule.Target == "192.168.1.33:8080");
        (await Lab.Viewer.GetAsync($"http://{status["front-door/http"].External}/")).ShouldContain("seen from 192.168.1.33");

        // Who watched over the address that is gone is let go, so that his place is free and the camera is not kept busy.
        await agent.WaitForStatusAsync("nobody connected", status => status.Forwards[0].Relay is { Connections: 0 }, Recovery);
        (await Lab.Nvr.PortholeAsync("status", "--connections")).OrThrow().Output.ShouldContain("relay closed");
    }

    [Fact]
    public async Task Run_CablePulledForAMomentWhileAViewerWatches_ThePictureGoesOn()
    {
        await Lab.Router.StartAsync(new RouterConfig { SecureMode = true });
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(FrontDoorPage);
        await agent.WaitUntilMappedAsync(forwards: 1, "relayed");
        using var watching = await LiveView.OpenAsync(Lab, 8080);

        await Lab.PullCableAsync(Lab.Nvr);
        await agent.WaitForStatusAsync("no router", status => status.Has("PH201"), Recovery);
        await Lab.PlugCableAsync(Lab.Nvr);

        await agent.WaitUntilMappedAsync(forwards: 1, "relayed", Recovery);
        await watching.ShouldGoOnAsync();
    }

    [Fact]
    public async Task Run_RouterIsOffline_ToldAndMappedOnceItIsOnline()
    {
        // This router calls itself disconnected, and forwards nothing, while its provider gives it a private address.
        await Lab.Router.ChangeWanAddressAsync("100.64.3.4");
        await Lab.Router.StartAsync();
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(EagerPage);
        await agent.WaitForStatusAsync("PH208 and the relay alone", status => status.Has("PH208") && status.Forwards is [{ Route: "relay-only", State: "failed" }], Recovery);

        await Lab.Router.ChangeWanAddressAsync(RouterLab.WanAddress);

        var status = await agent.WaitUntilMappedAsync(forwards: 1, "direct", Recovery);
        status.Has("PH208").ShouldBeFalse();
        (await Lab.Viewer.GetAsync("http://11.0.0.1:8080/")).ShouldContain("front-door");
    }

    [Fact]
    public async Task Run_ProviderChangesTheAddress_StatusFollows()
    {
        await Lab.Router.StartAsync();
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(EagerPage);
        await agent.WaitUntilMappedAsync(forwards: 1, "direct");

        await Lab.Router.ChangeWanAddressAsync("11.0.0.9");

        await agent.WaitForStatusAsync(
            "the new address", status => status.Network.ExternalAddress == "11.0.0.9" && status.Forwards is [{ State: "mapped", External: "11.0.0.9:8080" }], Recovery);
        (await Lab.Viewer.GetAsync("http://11.0.0.9:8080/")).ShouldContain("front-door");
    }
}
