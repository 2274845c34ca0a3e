using System.Diagnostics;
using Porthole.Lab;

namespace Porthole.Benchmarks.Outages;

/// <summary>The provider gives the router another address; timed until it is published and answers there.</summary>
internal sealed class NewWanAddress(bool isTold) : Outage(isTold ? "WAN address changed, event heard" : "WAN address changed, no event", isTold ? TimeSpan.FromSeconds(1) : VerifyInterval)
{
    private const string OtherAddress = "11.0.0.9";

    private static readonly TimeSpan VerifyInterval = TimeSpan.FromSeconds(5);

    protected override string Section => isTold ? "" : $$""" "Mapping": { "VerifyInterval": "{{VerifyInterval}}" }, """;

    // The agent subscribes to events 2 s after it has found the router.
    protected override TimeSpan Settle => TimeSpan.FromSeconds(3);

    protected override Task PrepareAsync(RouterLab lab) => isTold ? Task.CompletedTask : lab.Nvr.ShutOutAnnouncementsAsync();

    protected override async Task<TimeSpan> OnceAsync(RouterLab lab, AgentProcess agent, Knocker viewer, int run)
    {
        var address = run % 2 == 0 ? OtherAddress : RouterLab.WanAddress;
        var began = Stopwatch.GetTimestamp();
        await lab.Router.ChangeWanAddressAsync(address);
        await agent.WaitForStatusAsync(
            "the new address", status => status.Forwards is [{ State: "mapped" } forward] && forward.External == $"{address}:{Port}", Wait.Bound, Knocker.Interval);
        var published = Stopwatch.GetElapsedTime(began);
        await using var there = Knocker.Start(lab.Viewer, Port, address);
        await there.TimeUntilAnsweredAsync(began, lab.DescribeAsync);
        return published;
    }
}
