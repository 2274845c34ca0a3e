using System.Diagnostics;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>Addresses of cameras that get other machines.</summary>
public sealed class TakenAddressTests : IdentityScenario
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_AnotherMachineTakesTheAddressAndSaysSo_ClosedWithinSeconds(bool secureMode)
    {
        var agent = await StartAsync(secureMode, FrontDoorMac);
        await Lab.PullCableAsync(Lab.FrontDoor);
        await StartIntruderAsync();

        var taken = Stopwatch.StartNew();
        await AnnounceAsync();

        await ShouldBeClosedAsync(agent, taken, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Run_AnotherMachineTakesTheAddressInSilence_ClosedAtTheNextLook()
    {
        var agent = await StartAsync(secureMode: false, FrontDoorMac);
        await Lab.PullCableAsync(Lab.FrontDoor);

        var taken = Stopwatch.StartNew();
        await StartIntruderAsync();

        await ShouldBeClosedAsync(agent, taken, TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task Run_CameraIsReplacedByHand_LearnedMacDoesNotCloseIt()
    {
        var agent = await StartAsync(secureMode: false, mac: "");
        await Lab.PullCableAsync(Lab.FrontDoor);
        await StartIntruderAsync();
        await AnnounceAsync();

        await agent.WaitForStatusAsync("the new camera answering", status => status.Forwards is [{ State: "mapped", DeviceOnline: true, Internal: "192.168.1.20:80" }] && !status.Has("PH403"), Followed);

        // The router has its own neighbour table, and takes its time.
        await Wait.UntilAsync("the new camera's page", async () => await Lab.Viewer.CanGetAsync(Page), agent.DescribeAsync, Followed);
        (await Lab.Viewer.GetAsync(Page)).ShouldContain("intruder");
    }

    private async Task ShouldBeClosedAsync(AgentProcess agent, Stopwatch taken, TimeSpan bound)
    {
        await agent.WaitForStatusAsync("PH403 and nothing open", status => status.Has("PH403") && status.Forwards is [{ State: "failed", Route: "none", External: null }], bound);
        TestContext.Current.TestOutputHelper?.WriteLine($"Closed after {taken.Elapsed.TotalSeconds:0.0} s.");
        await Lab.Router.ShouldForwardAsync();
        for (var tries = 0; tries < 3; tries++) (await Lab.Viewer.CanGetAsync(Page)).ShouldBeFalse();
        (await agent.StatusAsync()).Problem("PH403").Evidence.ShouldContain("02:00:00:00:00:50");

        // The intruder leaves, the camera returns: open again as before.
        await Lab.LanHost.MoveToAsync("192.168.1.50");
        await Lab.PlugCableAsync(Lab.FrontDoor);
        await Lab.FrontDoor.TryAsync("curl", "-s", "--max-time", "2", $"http://{Nvr.LanAddress}:9/");
        await agent.WaitForStatusAsync("the camera open again", status => status.Forwards is [{ State: "mapped", External: "11.0.0.1:8080" }] && !status.Has("PH403"), TimeSpan.FromSeconds(90));
        await Wait.UntilAsync("the camera's page", async () => await Lab.Viewer.CanGetAsync(Page), agent.DescribeAsync);
    }
}
