using System.Diagnostics;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>Cameras that get other addresses.</summary>
public sealed class MovedCameraTests : IdentityScenario
{
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Run_CameraGetsAnotherAddress_IsFollowedByItsMac(bool secureMode, bool macInSettings)
    {
        var agent = await StartAsync(secureMode, macInSettings ? FrontDoorMac : "");
        var moved = Stopwatch.StartNew();
        await Lab.FrontDoor.MoveToAsync("192.168.1.77");

        await agent.WaitForStatusAsync(
            "the forward on the camera's new address", status => status.Forwards is [{ State: "mapped", Internal: "192.168.1.77:80", External: "11.0.0.1:8080" }], Followed);

        TestContext.Current.TestOutputHelper?.WriteLine($"Followed after {moved.Elapsed.TotalSeconds:0.0} s.");
        (await Lab.Viewer.GetAsync(Page)).ShouldContain("front-door");
        await agent.WaitForLogAsync("PH402");
        if (!secureMode) await Lab.Router.ShouldForwardAsync("tcp 8080 -> 192.168.1.77:80");
        if (!secureMode && macInSettings) await ShouldComeBackAsync(agent);
    }

    [Fact]
    public async Task Run_CameraMovesAndItsAddressGoesToAnother_FollowedAndTheOtherNeverOpened()
    {
        var agent = await StartAsync(secureMode: false, FrontDoorMac);
        await Lab.FrontDoor.MoveToAsync("192.168.1.77");
        await StartIntruderAsync();
        await AnnounceAsync();

        await agent.WaitForStatusAsync("the camera's new address", status => status.Forwards is [{ State: "mapped", Internal: "192.168.1.77:80" }], Followed);

        (await Lab.Viewer.GetAsync(Page)).ShouldContain("front-door");
        await Lab.Router.ShouldForwardAsync("tcp 8080 -> 192.168.1.77:80");
    }

    private async Task ShouldComeBackAsync(AgentProcess agent)
    {
        await Lab.FrontDoor.MoveToAsync("192.168.1.20");
        await agent.WaitForStatusAsync("the registered address", status => status.Forwards is [{ State: "mapped", Internal: "192.168.1.20:80" }] && !status.Has("PH402"), Followed);
        (await Lab.Viewer.GetAsync(Page)).ShouldContain("front-door");
    }
}
