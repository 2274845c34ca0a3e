using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>A device that not everybody may see.</summary>
public sealed class AllowListTests : Scenario
{
    [Fact]
    public async Task Run_DeviceWithAnAllowList_OnlyWhoIsOnItIsServed()
    {
        await Lab.Router.StartAsync();
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(
            Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080, $"\"AllowFrom\": [ \"{RouterLab.ViewerAddress}/32\" ],")));

        var status = await agent.WaitUntilMappedAsync(forwards: 1, "relayed");

        // The router would open a way past the relay; it must not be asked to.
        status["front-door/http"].Route.ShouldBe("relayed");
        await Lab.Router.ShouldForwardNowAsync("tcp 8080 -> 192.168.1.10:8080");
        (await Lab.Viewer.GetAsync("http://11.0.0.1:8080/")).ShouldContain("seen from 192.168.1.10");
        (await Lab.Viewer.CanGetAsync("http://11.0.0.1:8080/", RouterLab.StrangerAddress)).ShouldBeFalse();
        (await Lab.Viewer.CanGetAsync("http://11.0.0.1:8080/", RouterLab.ViewerAddress)).ShouldBeTrue();
        await agent.WaitForStatusAsync("a refused connection counted", status => status.Forwards[0].Relay is { Refused: >= 1 });
    }
}
