using System.Diagnostics;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>What is open stays open: leases, crashes, reboots, routers that forget.</summary>
public sealed class RenewalTests : Scenario
{
    private const string ShortLease = """ "Mapping": { "Lease": "00:00:10" } """;
    private const string EagerReadback = """ "Mapping": { "VerifyInterval": "00:00:02" } """;

    // Four leases long: each has to be renewed several times.
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(40);

    [Theory]
    [InlineData(false, "direct", "tcp 8080 -> 192.168.1.20:80")]
    [InlineData(true, "relayed", "tcp 8080 -> 192.168.1.10:8080")]
    public async Task Run_LeasesOfTenSeconds_NeverClosed(bool secureMode, string route, string rule)
    {
        // PCP and NAT-PMP on this router grant two minutes at least, unless told otherwise.
        await Lab.Router.StartAsync(new RouterConfig { SecureMode = secureMode, MinLifetime = 5 });
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(Settings.With(ShortLease, Settings.Web("Front door", "192.168.1.20", 80, 8080)));
        var first = await agent.WaitUntilMappedAsync(forwards: 1, route);

        for (var watched = Stopwatch.StartNew(); watched.Elapsed < Watch; await Task.Delay(TimeSpan.FromMilliseconds(200)))
        {
            // miniupnpd renews over PCP in two steps, and between them there is no rule; a second look at once finds the new one.
            await TwiceAsync(() => Lab.Router.ShouldForwardNowAsync(rule));
            await TwiceAsync(async () => (await Lab.Viewer.GetAsync("http://11.0.0.1:8080/")).ShouldContain("front-door"));
        }

        var last = await agent.WaitUntilMappedAsync(forwards: 1, route);
        last.Forwards[0].LeaseExpires.ShouldNotBeNull().ShouldBeGreaterThan(first.Forwards[0].LeaseExpires!.Value + Watch / 2);
        agent.Log.Text.ShouldNotContain("PH206");
    }

    [Theory]
    [InlineData(false, "direct")]
    [InlineData(true, "relayed")]
    public async Task Run_KilledAndStartedAgain_MappingsAreTakenOver(bool secureMode, string route)
    {
        await Lab.Router.StartAsync(new RouterConfig { SecureMode = secureMode });
        await Lab.FrontDoor.StartRtspAsync();
        await Lab.FrontDoor.StartHttpAsync();
        var killed = await Lab.Nvr.StartAgentAsync(AgentProgram.SampleSettings);
        await killed.WaitUntilMappedAsync(forwards: 2, route);
        var before = (await Lab.Router.RulesAsync()).Select(rule => rule.ToString()).ToArray();

        await killed.KillAsync();
        await Lab.Router.ShouldForwardNowAsync(before);
        var agent = await Lab.Nvr.StartAgentAsync(AgentProgram.SampleSettings);

        var status = await agent.WaitUntilMappedAsync(forwards: 2, route);
        status.Has("PH205").ShouldBeFalse();
        await Lab.Router.ShouldForwardAsync(before);
        await Lab.ShouldShowTheFrontDoorAsync(seenFrom: secureMode ? Nvr.LanAddress : RouterLab.ViewerAddress);
        (await agent.StopAsync()).ShouldBe(0);
        await Lab.Router.ShouldForwardNowAsync();
    }

    [Theory]
    [InlineData(true, true, "direct")]
    [InlineData(true, false, "direct")]
    [InlineData(false, true, "relayed")]
    public async Task Run_RouterRebootsOntoAnotherPort_ReachableAgainByItself(bool upnp, bool natPmp, string route)
    {
        await Lab.Router.StartAsync(new RouterConfig { EnableUpnp = upnp, EnableNatPmp = natPmp });
        await Lab.FrontDoor.StartRtspAsync();
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(AgentProgram.SampleSettings);
        await agent.WaitUntilMappedAsync(forwards: 2, route);

        await Lab.Router.RebootAsync(httpPort: 5566);

        await Lab.Router.WaitForRulesAsync("both forwards again", rules => rules is [{ ExternalPort: 8080 }, { ExternalPort: 8554 }], TimeSpan.FromSeconds(60));
        await agent.WaitUntilMappedAsync(forwards: 2, route);
        await Lab.ShouldShowTheFrontDoorAsync(seenFrom: upnp ? RouterLab.ViewerAddress : Nvr.LanAddress);
    }

    [Fact]
    public async Task Run_RouterForgetsAMappingBeforeItsTime_RestoredAndTold()
    {
        await Lab.Router.StartAsync();
        await Lab.FrontDoor.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(Settings.With(EagerReadback, Settings.Web("Front door", "192.168.1.20", 80, 8080)));
        await agent.WaitUntilMappedAsync(forwards: 1, "direct");

        // Whatever the reason, its table no longer holds the mapping; here another program of the house removed it.
        await Lab.Router.ForgetAsync("tcp", 8080);

        await Lab.Router.WaitForRulesAsync("the forward again", rules => rules is [{ ExternalPort: 8080 }]);
        await agent.WaitForLogAsync("PH206");
    }

    [Fact]
    public async Task Run_PortTakenBySomebodyElse_AnotherIsUsedAndKept()
    {
        await Lab.Router.StartAsync();
        await Lab.FrontDoor.StartHttpAsync();
        await Lab.LanHost.RunAsync("upnpc", "-u", "http://192.168.1.1:5555/rootDesc.xml", "-a", "192.168.1.50", "80", "8080", "tcp", "0");
        var settings = Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080));
        var agent = await Lab.Nvr.StartAgentAsync(settings);

        var status = await agent.WaitUntilMappedAsync(forwards: 1, "direct");

        status.Problem("PH205").Evidence.ShouldContain("192.168.1.50");
        var external = status.Forwards[0].External.ShouldNotBeNull();
        external.ShouldNotBe("11.0.0.1:8080");
        (await Lab.Router.RulesAsync()).ShouldContain(rule => rule.ExternalPort == 8080 && rule.Target == "192.168.1.50:80");
        (await Lab.Viewer.GetAsync($"http://{external}/")).ShouldContain("front-door");

        // The address that was given to a phone stays good.
        await agent.StopAsync();
        var again = await Lab.Nvr.StartAgentAsync(settings);
        (await again.WaitUntilMappedAsync(forwards: 1, "direct")).Forwards[0].External.ShouldBe(external);
    }

    private static async Task TwiceAsync(Func<Task> look)
    {
        try
        {
            await look();
        }
        catch (Exception e) when (e is ShouldAssertException or LabException)
        {
            await look();
        }
    }
}
