using System.Collections.Immutable;
using System.Text.Json;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>
/// The agent is killed, again and again, while it starts, opens, holds or closes: what it had opened is taken over or closed at the
/// next start, and what others opened is not touched.
/// </summary>
public sealed class SuddenDeathTests : Scenario
{
    private const int Deaths = 20;
    private const int Seed = 20_406;

    // From the start of the process to when everything is open and written down.
    private static readonly TimeSpan LongestOpening = TimeSpan.FromSeconds(3);

    // From before the change of settings is noticed to after the last packet of closing.
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1.5);

    private static readonly string[] Foreign = ["tcp 8280 -> 192.168.1.50:80", "tcp 9999 -> 192.168.1.50:443"];

    [Theory]
    [InlineData(false, "direct", "192.168.1.21:80")]
    [InlineData(true, "relayed", "192.168.1.10:8081")]
    public async Task Run_KilledTwentyTimesAtAnyTime_NothingIsLeftAndNothingForeignIsTouched(bool secureMode, string route, string target)
    {
        await Lab.Router.StartAsync(new RouterConfig { Debug = false, SecureMode = secureMode });
        foreach (var (external, @internal) in new[] { ("8280", "80"), ("9999", "443") })
            await Lab.LanHost.RunAsync("upnpc", "-u", "http://192.168.1.1:5555/rootDesc.xml", "-a", "192.168.1.50", @internal, external, "tcp", "0");
        var random = new Random(Seed);

        for (var death = 0; death < Deaths; death++)
        {
            var wished = RandomPorts(random, [0, 1, 2, 3, 4, 5]);
            var agent = await Lab.Nvr.StartAgentAsync(SettingsFor(wished));
            await Task.Delay(LongestOpening * random.NextDouble());
            await Lab.Nvr.WriteSettingsAsync(SettingsFor(RandomPorts(random, wished)));
            await Task.Delay(LongestRest * random.NextDouble());
            await agent.KillAsync();
        }

        var last = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Yard));
        await last.WaitUntilMappedAsync(forwards: 1, route, Wait.Bound * 2);
        await Lab.Router.WaitForRulesAsync(
            "what is wished and what others opened",
            rules => Others(rules).SequenceEqual([$"tcp 8081 -> {target}"]) && rules.Length == Foreign.Length + 1);

        await Lab.Nvr.WriteSettingsAsync(Settings.For());
        await Lab.Router.ShouldForwardAsync(Foreign);
        (await last.StopAsync()).ShouldBe(0);
        await Lab.Router.ShouldForwardNowAsync(Foreign);
    }

    /// <summary>The state folder comes from a backup that knows nothing of what is open: this installation's mark in the router's table is enough.</summary>
    [Fact]
    public async Task Run_KilledAndMemoryLost_WhatBearsItsMarkIsTakenOverOrClosed()
    {
        await Lab.Router.StartAsync(new RouterConfig { Debug = false });
        foreach (var (name, external) in new[] { ("Porthole-ffff yard/http", "8280"), ("another program", "9999") })
            await Lab.LanHost.RunAsync("upnpc", "-u", "http://192.168.1.1:5555/rootDesc.xml", "-e", name, "-a", "192.168.1.50", external == "8280" ? "80" : "443", external, "tcp", "0");
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.FrontDoor, Settings.Yard));
        await agent.WaitUntilMappedAsync(forwards: 3, "direct");
        await agent.KillAsync();
        await Lab.Nvr.RunAsync("rm", $"{Lab.Nvr.DataFolder}/memory.json");

        var last = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Yard));

        await Lab.Router.WaitForRulesAsync(
            "what is wished and what others opened",
            rules => Others(rules).SequenceEqual(["tcp 8081 -> 192.168.1.21:80"]) && rules.Length == Foreign.Length + 1);
        (await last.StopAsync()).ShouldBe(0);
        await Lab.Router.ShouldForwardNowAsync(Foreign);
    }

    /// <summary>What still stands is Porthole's, whether an agent runs or not; and the router is the one that the settings name, asked as they say.</summary>
    [Fact]
    public async Task Router_AfterAKill_KnowsWhatIsPortholesAndAsksAsTheSettingsSay()
    {
        await Lab.Router.StartAsync(new RouterConfig { Debug = false });
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.FrontDoor));
        await agent.WaitUntilMappedAsync(forwards: 2, "direct");
        await Wait.UntilAsync("the memory to know whose the mappings are", async () => IsSettled(await Memory()), Memory);
        await agent.KillAsync();

        var all = await Lab.Nvr.PortholeAsync("router");
        await Lab.Nvr.WriteFileAsync("data/appsettings.json", Settings.With("""  "Gateway": { "Protocols": ["nat-pmp"] } """));

        // One search may go unheard on a busy machine.
        var byNatPmp = "";
        await Wait.UntilAsync(
            "an answer to NAT-PMP alone",
            async () => (byNatPmp = (await Lab.Nvr.PortholeAsync("router")).Output).Contains("Protocols nat-pmp", StringComparison.Ordinal),
            () => Task.FromResult(byNatPmp));

        all.ExitCode.ShouldBe(0);
        all.Output.ShouldContain("Porthole: front-door/rtsp", customMessage: all.ToString());
        all.Output.ShouldNotContain("not Porthole's");
        byNatPmp.ShouldContain("11.0.0.1");

        async Task<string> Memory() => (await Lab.Nvr.TryAsync("cat", $"{Lab.Nvr.DataFolder}/memory.json")).Output;

        // What was asked for a moment ago is not known yet to have been granted.
        static bool IsSettled(string memory) =>
            memory.Length > 0 && JsonDocument.Parse(memory).RootElement is var root && root.GetProperty("forwards").EnumerateObject().Count() == 2 && root.GetProperty("asked").GetArrayLength() == 0;
    }

    private static ImmutableArray<string> Others(IEnumerable<RouterRule> rules) => [.. rules.Select(rule => rule.ToString()).Except(Foreign)];

    // Some of these, so that most of them are closed in a change.
    private static int[] RandomPorts(Random random, int[] from) => [.. from.Where(_ => random.Next(3) > 0)];

    // One of the six wishes a port that somebody else holds.
    private static string SettingsFor(int[] ports) => ports.Length == 0
        ? Settings.For()
        : Settings.For($$"""{ "Name": "Front door", "Address": "192.168.1.20", "Ports": [ {{string.Join(", ", ports.Select(port => $$"""{ "Name": "p{{port}}", "Protocol": "tcp", "Internal": {{80 + port}}, "External": {{8080 + (100 * port)}} }"""))}} ] }""");
}
