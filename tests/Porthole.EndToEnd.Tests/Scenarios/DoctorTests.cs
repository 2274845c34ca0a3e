using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>The doctor tells the truth about the router that there is, with an agent and without.</summary>
public sealed class DoctorTests : Scenario
{
    [Fact]
    public async Task Doctor_PermissiveRouterAndAgent_FindsNothingBad()
    {
        await Lab.Router.StartAsync();
        Lab.FrontDoor.HangDoorbell(80);
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.Web("Gate", "192.168.1.20", 80, 8080)));
        await agent.WaitForStatusAsync("the port", status => status.Forwards is [{ State: "mapped", DeviceOnline: true }]);

        var steps = await AskAsync(exitCode: 0);

        steps["agent"].ShouldBe(("good", "It runs, and these are its own findings."));
        steps["mapping"].Verdict.ShouldBe("good");
        steps["forwards"].Verdict.ShouldBe("good");
        steps["devices"].Verdict.ShouldBe("good");
        (await Lab.Router.RulesAsync()).Length.ShouldBe(1, "the doctor's own mapping is gone");
    }

    [Fact]
    public async Task Doctor_SecureRouterWithoutAnAgent_SaysThatNoneRuns()
    {
        await Lab.Router.StartAsync(new RouterConfig { SecureMode = true });
        await Lab.Nvr.WriteFileAsync("data/appsettings.json", Settings.For());

        var steps = await AskAsync(exitCode: 0);

        steps["agent"].ShouldBe(("attention", "No agent runs, so nothing is held open. The steps below were done from this process."));
        steps["protocols"].Verdict.ShouldBe("good");
        steps["mapping"].Verdict.ShouldBe("good");
    }

    [Fact]
    public async Task Doctor_RouterWithoutAnyProtocol_SaysWhatToSwitchOn()
    {
        await Lab.Nvr.WriteFileAsync("data/appsettings.json", Settings.For());

        var steps = await AskAsync(exitCode: 1);

        steps["protocols"].Verdict.ShouldBe("bad");
        steps["gateway"].Verdict.ShouldBe("good");
        steps["mapping"].Verdict.ShouldBe("skipped");
    }

    [Fact]
    public async Task Doctor_NoRouter_SaysSoFirst()
    {
        await Lab.Nvr.WriteFileAsync("data/appsettings.json", Settings.For());
        await Lab.Nvr.RemoveDefaultRouteAsync();

        var steps = await AskAsync(exitCode: 1);

        steps["gateway"].Verdict.ShouldBe("bad");
        steps["protocols"].Verdict.ShouldBe("skipped");
    }

    [Fact]
    public async Task Doctor_AgentWhoseTokenCannotBeRead_IsSaidAndCheckedFromHere()
    {
        await Lab.Router.StartAsync();
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For());
        await agent.WaitForStatusAsync("the router", status => status.Network.Protocols.Count > 0);
        await Lab.Nvr.RunAsync("rm", $"{Lab.Nvr.DataFolder}/token");
        await Lab.Nvr.WriteFileAsync("data/appsettings.json", Settings.For());

        var steps = await AskAsync(exitCode: 0);

        steps["agent"].Verdict.ShouldBe("attention");
        steps["agent"].Evidence.ShouldStartWith("An agent runs, but could not be asked: its token ");
        steps["problems"].Evidence.ShouldBe("The agent could not be asked.");
    }

    private async Task<Dictionary<string, (string Verdict, string Evidence)>> AskAsync(int exitCode) =>
        DoctorSteps.Read(await Lab.Nvr.PortholeAsync("doctor", "--json"), exitCode);
}
