using System.Diagnostics;
using Porthole.EndToEnd.Tests.Scenarios;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Windows;

/// <summary>The release for Windows by hand, under Wine on the NVR PC: what it says of the router, of the PC, and its demo.</summary>
public sealed class WindowsProgramTests : Scenario
{
    private const string Firewall = @"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy";

    [Fact]
    public async Task Doctor_PermissiveRouter_WithAndWithoutAnAgent()
    {
        var pc = await BootAsync(new RouterConfig());
        await Lab.FrontDoor.StartHttpAsync();

        var alone = DoctorSteps.Read(await pc.PortholeAsync("doctor", "--json"), exitCode: 0);
        alone["agent"].Verdict.ShouldBe("attention");
        alone["interface"].Verdict.ShouldBe("good");
        alone["arp"].Verdict.ShouldBe("good");
        alone["protocols"].Verdict.ShouldBe("good");
        alone["mapping"].Verdict.ShouldBe("good");
        alone["devices"].Evidence.ShouldStartWith("No device is registered yet.");
        await Lab.Router.ShouldForwardNowAsync();

        var settings = Path.Combine(await Lab.Nvr.MakeFolderAsync("mine", Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080))), "appsettings.json");
        pc.Start("run", "--settings", settings);
        await Lab.Router.ShouldForwardAsync("tcp 8080 -> 192.168.1.20:80");
        await Wait.UntilAsync("the agent to answer", async () => (await pc.PortholeAsync("status")).Succeeded, () => Task.FromResult(""));

        var asked = DoctorSteps.Read(await pc.PortholeAsync("doctor", "--json"), exitCode: 0);
        asked["agent"].ShouldBe(("good", "It runs, and these are its own findings."));
        asked["forwards"].Evidence.ShouldBe("11.0.0.1:8080, directly, by UPnP.");
        asked["devices"].Verdict.ShouldBe("good");
        await Lab.Router.ShouldForwardNowAsync("tcp 8080 -> 192.168.1.20:80");
    }

    [Fact]
    public async Task Doctor_RouterWithoutAnyProtocol_SaysWhatToSwitchOn()
    {
        var pc = await BootAsync(router: null);

        var steps = DoctorSteps.Read(await pc.PortholeAsync("doctor", "--json"), exitCode: 1);

        steps["gateway"].Verdict.ShouldBe("good");
        steps["arp"].Verdict.ShouldBe("good");
        steps["protocols"].Verdict.ShouldBe("bad");
        steps["mapping"].Verdict.ShouldBe("skipped");
    }

    [Fact]
    public async Task Doctor_WindowsFirewallInTheRegistry_IsReadAsWindowsKeepsIt()
    {
        var pc = await BootAsync(new RouterConfig());
        foreach (var profile in new[] { "DomainProfile", "StandardProfile", "PublicProfile" }) await pc.SetRegistryAsync($@"{Firewall}\{profile}", "EnableFirewall", "REG_DWORD", "1");
        var without = DoctorSteps.Read(await pc.PortholeAsync("doctor", "--json", "--read-only"), exitCode: 0);
        without["firewall"].Verdict.ShouldBe("attention");
        without["firewall"].Evidence.ShouldStartWith("No rule of Windows Firewall lets connections to ");

        await pc.SetRegistryAsync($@"{Firewall}\FirewallRules", "{1}", "REG_SZ", "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=1024-65535|Name=High ports|");
        var with = DoctorSteps.Read(await pc.PortholeAsync("doctor", "--json", "--read-only"), exitCode: 0);
        with["firewall"].ShouldBe(("good", "The rule \"High ports\" of Windows Firewall lets it in."));
    }

    [Fact]
    public async Task Demo_OnLoopback_CamerasAreOpen()
    {
        var pc = await BootAsync(router: null);
        pc.Start("demo", "--data", @"C:\demo");

        await Wait.UntilAsync(
            "both cameras to be reachable",
            async () => (await pc.PortholeAsync("status", "--data", @"C:\demo")).Output.Contains("All 2 cameras are reachable from outside."),
            async () => (await pc.PortholeAsync("status", "--data", @"C:\demo")).Output);

        (await Lab.Nvr.RunAsync("curl", "-sS", "--fail", "--max-time", "10", "http://127.77.0.1:8080/")).Output.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Run_RelaysThroughManyLeases_ViewerIsNeverShutOut()
    {
        var pc = await BootAsync(new RouterConfig { SecureMode = true, MinLifetime = 5 });
        await Lab.FrontDoor.StartHttpAsync();
        var settings = Settings.With(""" "Mapping": { "Lease": "00:00:10" } """, Settings.Web("Front door", "192.168.1.20", 80, 8080));
        var agent = pc.Start("run", "--settings", Path.Combine(await Lab.Nvr.MakeFolderAsync("mine", settings), "appsettings.json"));
        await Lab.Router.ShouldForwardAsync("tcp 8080 -> 192.168.1.10:8080");

        // Long enough for the collector to clear up after the start, which once ended the agent.
        var missed = 0;
        for (var watched = Stopwatch.StartNew(); watched.Elapsed < TimeSpan.FromSeconds(40); await Task.Delay(TimeSpan.FromMilliseconds(200)))
        {
            // miniupnpd renews over PCP in two steps, and between them there is no rule.
            var seen = await Lab.Viewer.TryAsync("curl", "-sS", "--fail", "--max-time", "10", "http://11.0.0.1:8080/");
            missed = seen.Succeeded ? 0 : missed + 1;
            missed.ShouldBeLessThan(3, $"{seen.Error}\n{agent.Log.Tail}");
            agent.HasExited.ShouldBeFalse(agent.Log.Tail);
        }
    }

    private async Task<WindowsPc> BootAsync(RouterConfig? router)
    {
        Assert.SkipWhen(WineRequirements.Missing is not null, WineRequirements.Missing ?? "");
        if (router is not null) await Lab.Router.StartAsync(router);
        return await WindowsPc.BootAsync(Lab.Nvr, Lab.Sandbox);
    }
}
