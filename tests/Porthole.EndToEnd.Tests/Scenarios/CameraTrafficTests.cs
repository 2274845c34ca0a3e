using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>What a camera notices of being looked after, and what it does by itself.</summary>
public sealed class CameraTrafficTests : IdentityScenario
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_CameraOpensPortsByItself_ToldToSwitchItsUpnpOff(bool secureMode)
    {
        await Lab.Router.StartAsync(new RouterConfig { SecureMode = secureMode });
        await Lab.FrontDoor.StartHttpAsync();
        await OpenByItselfAsync(8000, 8080);
        await OpenByItselfAsync(80, 9080);
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080)));

        // In secure mode, and by PCP, this PC cannot touch the camera's entries; else the router takes the same device's 8080 for ours to change.
        var status = await agent.WaitForStatusAsync(
            "PH404",
            status => status.Forwards is [{ State: "mapped" } forward] && status.Problems.Count(problem => problem.Code == "PH404") == (forward.External == "11.0.0.1:8080" ? 1 : 2));

        status.Problems.ShouldContain(problem => problem.Title == "Front door has opened TCP port 9080 by itself, although Front door http opens the same port of it");
        if (status.Forwards[0].External != "11.0.0.1:8080") status.Problems.ShouldContain(problem => problem.Title == "Front door has opened TCP port 8080 by itself, which Front door http should have");
        if (secureMode) status.Forwards[0].External.ShouldNotBe("11.0.0.1:8080");
        status.Problem("PH404").Remedy[0].ShouldContain("UPnP");
        status.Problem("PH404").Evidence.ShouldContain("IPCamera");
        (await Lab.Nvr.PortholeAsync("router")).Output.ShouldContain("Front door, by itself");
    }

    [Fact]
    public async Task Run_IdleCamera_GetsUnderTenPacketsAMinute()
    {
        var agent = await StartAsync(secureMode: false, FrontDoorMac);

        // The first minute knows the first look at every port; what counts is every other one.
        const string Between = "ether host 02:00:00:00:00:10 and ether host 44:19:b6:00:00:20";
        await Task.Delay(TimeSpan.FromSeconds(5));
        var packets = (await Lab.FrontDoor.RunAsync("timeout", "--preserve-status", "-s", "INT", "28", "tcpdump", "-nn", "-i", "eth0", Between)).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // A look every 25 s: one or two in these 28 s.
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', packets));
        packets.Length.ShouldBeInRange(3, 10);
        (await agent.StatusAsync()).Forwards[0].DeviceOnline.ShouldBe(true);
    }

    private Task<CommandResult> OpenByItselfAsync(int port, int externalPort) =>
        Lab.FrontDoor.RunAsync("upnpc", "-u", "http://192.168.1.1:5555/rootDesc.xml", "-e", "IPCamera", "-a", "192.168.1.20", $"{port}", $"{externalPort}", "tcp");
}
