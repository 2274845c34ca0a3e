using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>The settings file changes under a running agent: what changed is applied, what did not is not touched.</summary>
public sealed class SettingsChangeTests : Scenario
{
    [Fact]
    public async Task Edit_DeviceAddedThenRemoved_OnlyItsRulesChange()
    {
        await Lab.Router.StartAsync();
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.FrontDoor));
        await agent.WaitUntilMappedAsync(forwards: 2, "direct");
        var before = await Lab.Router.RulesAsync();

        await Lab.Nvr.WriteSettingsAsync(Settings.For(Settings.FrontDoor, Settings.Yard));
        await agent.WaitUntilMappedAsync(forwards: 3, "direct");
        var added = await Lab.Router.RulesAsync();
        added.ShouldContain(rule => rule.ExternalPort == 8081 && rule.Target == "192.168.1.21:80");

        // A rule that was made again has another handle.
        before.ShouldBeSubsetOf(added);

        await Lab.Nvr.WriteSettingsAsync(Settings.For(Settings.FrontDoor));
        await agent.WaitForStatusAsync("the yard gone", status => status.Forwards.Count == 2);
        await Lab.Router.WaitForRulesAsync("what it held before", rules => rules.SequenceEqual(before));
    }

    [Fact]
    public async Task Edit_WhileAViewerWatchesAnotherDevice_TheViewerIsNotDisturbed()
    {
        await Lab.Router.StartAsync(new RouterConfig { SecureMode = true });
        await Lab.FrontDoor.StartHttpAsync();
        await Lab.Yard.StartHttpAsync();
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For(Settings.FrontDoor, Settings.Yard));
        await agent.WaitUntilMappedAsync(forwards: 3, "relayed");
        using var watching = await LiveView.OpenAsync(Lab, 8080);
        using var cutOff = await LiveView.OpenAsync(Lab, 8081);

        await Lab.Nvr.WriteSettingsAsync(Settings.For(Settings.FrontDoor));
        await agent.WaitForStatusAsync("the yard gone", status => status.Forwards.Count == 2);

        // The picture of the device that stayed goes on; what of the other was under way ends.
        await cutOff.ShouldEndAsync();
        await watching.ShouldGoOnAsync();
        await Lab.Router.WaitForRulesAsync("the front door alone", rules => rules is [{ ExternalPort: 8080 }, { ExternalPort: 8554 }]);
    }
}
