using System.Diagnostics;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>Cameras that are registered by command, paused, changed, imported and removed.</summary>
public sealed class RegistryTests : Scenario
{
    private const string NoDevices = """{ "Porthole": { "Devices": [] } }""";
    private const int FirstOfMany = 101;
    private const int Many = 20;

    // A pause holds within 2 s; the rest is for a machine that is busy with other tests.
    private static readonly TimeSpan PauseBound = TimeSpan.FromSeconds(6);

    // Longer than a try of the knocker takes, so that one from before the pause has ended.
    private static readonly TimeSpan StaysClosed = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData(false, "direct")]
    [InlineData(true, "relayed")]
    public async Task Devices_AddPauseResumeRemove_IsWhatTheViewerSees(bool secureMode, string route)
    {
        await Lab.Router.StartAsync(new RouterConfig { SecureMode = secureMode });
        Lab.FrontDoor.HangDoorbell(80);
        var agent = await Lab.Nvr.StartAgentAsync(NoDevices);
        await agent.WaitForStatusAsync("the router", status => status.Network.Router is not null);

        var added = (await Lab.Nvr.PortholeAsync("devices", "add", "--name", "Front door", "--address", "192.168.1.20", "--port", "http:80:8080")).OrThrow();

        added.Output.ShouldContain("Front door (front-door) is registered.");
        await agent.WaitUntilMappedAsync(forwards: 1, route);
        await using var viewer = Knocker.Start(Lab.Viewer, 8080);
        await viewer.TimeUntilAnsweredAsync(since: 0, Lab.DescribeAsync);
        viewer.LastGreeting.ShouldBe("front-door");

        var paused = Stopwatch.GetTimestamp();
        (await Lab.Nvr.PortholeAsync("devices", "pause", "front-door")).OrThrow();
        await viewer.WaitUntilTurnedAwayAsync(paused, Lab.DescribeAsync);
        await Wait.UntilAsync("tries of the time after", () => Task.FromResult(viewer.Knocks.Any(knock => Stopwatch.GetElapsedTime(paused, knock.At) > StaysClosed)), Lab.DescribeAsync);
        var lastAnswered = viewer.Knocks.Where(knock => knock.IsAnswered).Max(knock => Stopwatch.GetElapsedTime(paused, knock.At));
        TestContext.Current.TestOutputHelper?.WriteLine($"{route}: closed {lastAnswered.TotalMilliseconds:0} ms after the command was started");
        lastAnswered.ShouldBeLessThan(PauseBound);
        (await agent.StatusAsync())["front-door/http"].State.ShouldBe("paused");
        await Lab.Router.ShouldForwardNowAsync();

        var resumed = Stopwatch.GetTimestamp();
        (await Lab.Nvr.PortholeAsync("devices", "resume", "front-door")).OrThrow();
        await viewer.TimeUntilAnsweredAsync(resumed, Lab.DescribeAsync);
        await agent.WaitUntilMappedAsync(forwards: 1, route);

        (await Lab.Nvr.PortholeAsync("devices", "remove", "front-door")).OrThrow().Output.ShouldContain("is removed");
        await agent.WaitForStatusAsync("no forward", status => status.Forwards.Count == 0);
        await Lab.Router.ShouldForwardAsync();
    }

    [Fact]
    public async Task Pause_ViewerWatchesThroughTheRelay_ThePictureEnds()
    {
        await Lab.Router.StartAsync(new RouterConfig { SecureMode = true });
        await Lab.FrontDoor.StartHttpAsync();
        await Lab.Yard.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080), Settings.Yard));
        await agent.WaitUntilMappedAsync(forwards: 2, "relayed");
        using var ends = await LiveView.OpenAsync(Lab, 8080);
        using var goesOn = await LiveView.OpenAsync(Lab, 8081);

        await Lab.Nvr.ChangeAsync(HttpMethod.Post, "/api/devices/front-door/pause");

        // A device of the settings file can be paused too, and the pause outlives the agent.
        await ends.ShouldEndAsync();
        await goesOn.ShouldGoOnAsync();
        (await agent.StopAsync()).ShouldBe(0);
        agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080), Settings.Yard));
        await agent.WaitForStatusAsync("the yard open and the front door paused", status => status.Forwards is [{ State: "paused" }, { State: "mapped" }]);
        await Lab.Router.ShouldForwardAsync("tcp 8081 -> 192.168.1.10:8081");
    }

    [Theory]
    [InlineData(false, "direct")]
    [InlineData(true, "relayed")]
    public async Task Replace_OneDevice_AnotherDoesNotBlink(bool secureMode, string route)
    {
        await Lab.Router.StartAsync(new RouterConfig { SecureMode = secureMode });
        Lab.Yard.HangDoorbell(80);
        var agent = await Lab.Nvr.StartAgentAsync(NoDevices);
        await agent.WaitForStatusAsync("the agent to answer", _ => true);
        await Lab.Nvr.ChangeAsync(HttpMethod.Post, "/api/devices", Device("Front door", "192.168.1.20", 8080));
        await Lab.Nvr.ChangeAsync(HttpMethod.Post, "/api/devices", Device("Yard", "192.168.1.21", 8081));
        await agent.WaitUntilMappedAsync(forwards: 2, route);
        var yard = (await Lab.Router.RulesAsync()).Single(rule => rule.ExternalPort == 8081);
        await using var viewer = Knocker.Start(Lab.Viewer, 8081);
        await viewer.TimeUntilAnsweredAsync(since: 0, Lab.DescribeAsync);
        var begun = viewer.TurnedAway;

        foreach (var external in new[] { 8090, 8091, 8092 })
        {
            await Lab.Nvr.ChangeAsync(HttpMethod.Put, "/api/devices/front-door", Device("Front door", "192.168.1.20", external));
            await Lab.Router.WaitForRulesAsync($"the front door at {external}", rules => rules.Select(rule => rule.ExternalPort).SequenceEqual([8081, external]));
        }

        // A rule that was made again has another handle.
        (await Lab.Router.RulesAsync()).ShouldContain(yard);
        await viewer.TimeUntilAnsweredAsync(Stopwatch.GetTimestamp(), Lab.DescribeAsync);
        viewer.TurnedAway.ShouldBe(begun);
    }

    [Fact]
    public async Task Import_TwentyCameras_AllOpenAndTheExportRoundTrips()
    {
        await Lab.Router.StartAsync();
        var crowd = await Lab.AddCrowdAsync(Enumerable.Range(FirstOfMany, Many).Select(number => (number, $"44:19:b6:00:00:{number:x2}")));
        await crowd.SetDefaultRouteAsync(Router.LanAddress);
        crowd.HangDoorbell(80);
        var agent = await Lab.Nvr.StartAgentAsync(NoDevices);
        await agent.WaitForStatusAsync("the agent to answer", _ => true);
        var rows = Enumerable.Range(FirstOfMany, Many).Select(number => $"\"Hall, {number}\",hikvision,192.168.1.{number},http:80>{20_000 + number};rtsp:554,{(number == FirstOfMany ? "11.0.0.0/24" : "")}");
        var table = await Lab.Nvr.WriteFileAsync("cameras.csv", $"name,brand,address,ports,allowFrom\n{string.Join('\n', rows)}\n");

        (await Lab.Nvr.PortholeAsync("devices", "import", table)).OrThrow().Output.ShouldContain($"{Many} added, 0 changed, 0 as before, 0 left out.");

        await agent.WaitUntilMappedAsync(2 * Many);
        foreach (var port in new[] { 20_000 + FirstOfMany, 20_000 + FirstOfMany + Many - 1 })
        {
            await using var viewer = Knocker.Start(Lab.Viewer, port);
            await viewer.TimeUntilAnsweredAsync(since: 0, Lab.DescribeAsync);
        }

        var rules = await Lab.Router.RulesAsync();
        foreach (var format in new[] { "csv", "json" })
        {
            var exported = (await Lab.Nvr.PortholeAsync("devices", "export", "--format", format)).OrThrow().Output;
            var again = await Lab.Nvr.WriteFileAsync($"again.{format}", exported);
            (await Lab.Nvr.PortholeAsync("devices", "import", again)).OrThrow().Output.ShouldContain($"0 added, 0 changed, {Many} as before, 0 left out.");
            (await Lab.Nvr.PortholeAsync("devices", "export", "--format", format)).OrThrow().Output.ShouldBe(exported);
        }

        // The same rules still, none made again.
        (await Lab.Router.RulesAsync()).ShouldBe(rules);
    }

    [Fact]
    public async Task Add_NoAgentRuns_TheNextStartOpensIt()
    {
        await Lab.Router.StartAsync();
        Lab.FrontDoor.HangDoorbell(80);
        await Lab.Nvr.WriteSettingsAsync(NoDevices);

        var added = (await Lab.Nvr.PortholeAsync("devices", "add", "--name", "Front door", "--address", "192.168.1.20", "--port", "http:80:8080", "--settings", Lab.Nvr.SettingsFile)).OrThrow();
        added.Output.ShouldContain("No agent runs: this holds from its next start.");
        (await Lab.Router.RulesAsync()).ShouldBeEmpty();

        var agent = await Lab.Nvr.StartAgentAsync(NoDevices);
        await agent.WaitUntilMappedAsync(forwards: 1, "direct");
        await using var viewer = Knocker.Start(Lab.Viewer, 8080);
        await viewer.TimeUntilAnsweredAsync(since: 0, Lab.DescribeAsync);
    }

    [Fact]
    public async Task Add_AgentOfAnotherUserRuns_IsRefusedAndNothingIsWrittenElsewhere()
    {
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.FrontDoor));
        await agent.WaitForStatusAsync("the agent to answer", _ => true);
        var (program, list) = AgentProgram.Command("devices", "list");
        var (_, add) = AgentProgram.Command("devices", "add", "--name", "Yard", "--address", "192.168.1.21", "--port", "http:80");
        var elsewhere = $"STATE_DIRECTORY={Lab.Nvr.DataFolder}-elsewhere";

        var listed = await Lab.Nvr.TryAsync("env", [elsewhere, program, .. list]);
        var added = await Lab.Nvr.TryAsync("env", [elsewhere, program, .. add]);

        listed.OrThrow().Output.ShouldContain("front-door");
        added.ExitCode.ShouldBe(1, added.ToString());
        added.Error.ShouldContain("runs as another user");
        (await Lab.Nvr.TryAsync("test", "-e", $"{Lab.Nvr.DataFolder}-elsewhere/devices.json")).Succeeded.ShouldBeFalse();
    }

    private static string Device(string name, string address, int external) =>
        $$"""{ "name": "{{name}}", "address": "{{address}}", "ports": [ { "name": "http", "internal": 80, "external": {{external}} } ] }""";
}
