using System.Diagnostics;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>Two PCs of one house run Porthole, and both wish the same port of the router.</summary>
public sealed class NeighbourAgentTests : Scenario
{
    private static readonly TimeSpan VerifyInterval = TimeSpan.FromSeconds(3);

    // Permissive: the router would let either take the other's port away.
    [Theory]
    [InlineData(false, "direct")]
    [InlineData(true, "relayed")]
    public async Task Run_BothWishTheSamePort_EachHoldsItsOwnAndNothingFlaps(bool secureMode, string route)
    {
        await Lab.Router.StartAsync(new RouterConfig { SecureMode = secureMode });
        Lab.FrontDoor.HangDoorbell(80);
        Lab.Yard.HangDoorbell(80);
        var other = await Lab.AddSecondPcAsync();
        var section = $$""" "Mapping": { "VerifyInterval": "{{VerifyInterval}}" } """;

        var first = await Lab.Nvr.StartAgentAsync(Settings.With(section, Settings.Web("Front door", "192.168.1.20", 80, 8080)));
        var second = await other.StartAgentAsync(Settings.With(section, Settings.Web("Yard", "192.168.1.21", 80, 8080)));
        var one = (await first.WaitUntilMappedAsync(forwards: 1, route)).Forwards[0].External.ShouldNotBeNull();
        var two = (await second.WaitUntilMappedAsync(forwards: 1, route)).Forwards[0].External.ShouldNotBeNull();
        one.ShouldNotBe(two);
        var settled = await SettledAsync();
        var (told, toldByOther) = (await first.HistoryAsync(), await second.HistoryAsync());

        // What is asked for again the real router takes away for some milliseconds (its nftables backend deletes a rule and adds it anew),
        // so a rule may be missing at a glance; none may lead elsewhere.
        for (var watched = Stopwatch.StartNew(); watched.Elapsed < VerifyInterval * 3; await Task.Delay(TimeSpan.FromMilliseconds(200)))
            (await Lab.Router.RulesAsync()).Select(rule => rule.ToString()).ShouldBeSubsetOf(settled);
        await Lab.Router.ShouldForwardAsync(settled);
        (await first.HistoryAsync()).ShouldBe(told);
        (await second.HistoryAsync()).ShouldBe(toldByOther);

        (await first.StatusAsync()).Forwards[0].External.ShouldBe(one);
        (await second.StatusAsync()).Forwards[0].External.ShouldBe(two);
        await ShouldLeadToAsync(one, "front-door");
        await ShouldLeadToAsync(two, "yard");

        // What one gives back, the other does not lose.
        (await first.StopAsync()).ShouldBe(0);
        (await Lab.Router.RulesAsync()).ShouldHaveSingleItem().ToString().ShouldContain($"tcp {two.Split(':')[1]} ");
        await ShouldLeadToAsync(two, "yard");
    }

    // Which protocol answers first decides the route at first; a better one is taken within seconds.
    private async Task<string[]> SettledAsync()
    {
        await Task.Delay(VerifyInterval);
        return [.. (await Lab.Router.WaitForRulesAsync("two forwards", rules => rules.Length == 2)).Select(rule => rule.ToString())];
    }

    private async Task ShouldLeadToAsync(string external, string device)
    {
        await using var viewer = Knocker.Start(Lab.Viewer, int.Parse(external.Split(':')[1]));
        await viewer.TimeUntilAnsweredAsync(since: 0, Lab.DescribeAsync);
        viewer.LastGreeting.ShouldBe(device);
    }
}
