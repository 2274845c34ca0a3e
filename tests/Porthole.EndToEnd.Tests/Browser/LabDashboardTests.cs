using System.Diagnostics;
using Microsoft.Playwright;
using Porthole.EndToEnd.Tests.Scenarios;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Browser;

/// <summary>What an owner does on a first evening, at the PC with a real router.</summary>
public sealed class LabDashboardTests : Scenario
{
    /// <summary>The aim is 2 s; a machine that is busy with other tests gets more.</summary>
    private const int Seen = 6_000;

    [Fact]
    public async Task FirstEvening_FindAddCopyLoseTheRouterAndGetItBack()
    {
        Assert.SkipWhen(BrowserSession.Missing is not null, BrowserSession.Missing ?? "");
        await Lab.Router.StartAsync();
        await using var cameras = await SimulatedCameras.StartAsync(Lab.FrontDoor, "hikvision 192.168.1.20 44:19:b6:00:00:20 eth0 0");
        var agent = await Lab.Nvr.StartAgentAsync(Settings.With("\"Mapping\": { \"VerifyInterval\": \"00:00:01\" }"));
        await agent.WaitForStatusAsync("the router", status => status.Network.Protocols.Count > 0);
        await using var browser = await BrowserSession.StartOnAsync(Lab);
        var opened = new Uri((await Lab.Nvr.PortholeAsync("open", "--print")).Output.Trim());

        // Nothing is registered: the first screen leads to the search.
        var (page, complaints) = await browser.OpenAsync(opened);
        await Assertions.Expect(page.Locator("#verdict")).ToHaveTextAsync("No camera is registered yet.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Find cameras" }).ClickAsync();
        await page.Locator("[data-act='discover']").ClickAsync();
        await page.Locator("[data-found='192.168.1.20'] [data-act='add']").ClickAsync(new() { Timeout = 60_000 });
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Front door");
        await page.Locator("form button[type='submit']").ClickAsync();
        await Assertions.Expect(page.Locator(".said")).ToContainTextAsync("Front door is registered");

        // It is mapped, and its address can be copied.
        await page.Locator("nav a[href='#/overview']").ClickAsync();
        await Assertions.Expect(page.Locator("#verdict")).ToHaveTextAsync("Your camera is reachable from outside.", new() { Timeout = 60_000 });
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.Locator("[data-forward='front-door/rtsp'] [data-act='copy']").ClickAsync();
        (await page.EvaluateAsync<string>("navigator.clipboard.readText()")).ShouldStartWith($"rtsp://{RouterLab.WanAddress}:");

        // The router goes and comes back; nobody touches the page.
        var gone = Stopwatch.GetTimestamp();
        await Lab.Nvr.RemoveDefaultRouteAsync();
        await Assertions.Expect(page.Locator("#verdict")).ToHaveTextAsync("Your camera is not reachable from outside.", new() { Timeout = Seen });
        await Assertions.Expect(page.Locator("#path [data-hop='router']")).ToHaveAttributeAsync("data-state", "bad");
        TestContext.Current.TestOutputHelper?.WriteLine($"The verdict changed after {Stopwatch.GetElapsedTime(gone).TotalMilliseconds:0} ms");
        await Lab.Nvr.SetDefaultRouteAsync(Router.LanAddress);
        await Assertions.Expect(page.Locator("#verdict")).ToHaveTextAsync("Your camera is reachable from outside.", new() { Timeout = 60_000 });
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Router_MappingsOfOthers_AreAnExposureReport()
    {
        Assert.SkipWhen(BrowserSession.Missing is not null, BrowserSession.Missing ?? "");
        await Lab.Router.StartAsync();
        await MapAsync("192.168.1.50", 23, 2323);
        await MapAsync("192.168.1.50", 3000, 3000);
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Web("Gate", "192.168.1.20", 80, 8080)));
        await agent.WaitForStatusAsync("the port", status => status.Forwards is [{ State: "mapped" }]);
        await using var browser = await BrowserSession.StartOnAsync(Lab);

        var (page, complaints) = await browser.OpenAsync(new Uri("http://127.0.0.1:8730/#/router"));

        // The dangerous first, then what is not Porthole's, then ours.
        var rows = page.Locator("#mappings tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(3, new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator("[data-page='router'] .lead")).ToHaveTextAsync("3 ports are open. 2 are not Porthole's. 1 is dangerous.");
        await Assertions.Expect(rows.Nth(0)).ToHaveClassAsync("risky");
        await Assertions.Expect(rows.Nth(0)).ToContainTextAsync("TCP 2323");
        await Assertions.Expect(rows.Nth(0)).ToContainTextAsync("Dangerous: ");
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("TCP 3000");
        await Assertions.Expect(rows.Nth(2)).ToContainTextAsync("Porthole: Gate http");
        complaints.ShouldBeEmpty();

        Task MapAsync(string to, int @internal, int external) =>
            Lab.LanHost.RunAsync("upnpc", "-u", "http://192.168.1.1:5555/rootDesc.xml", "-a", to, $"{@internal}", $"{external}", "tcp", "0");
    }
}
