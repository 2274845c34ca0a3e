using System.Diagnostics;
using Porthole.Lab;

namespace Porthole.Benchmarks.Outages;

/// <summary>The mapping vanishes from the router's table without a word.</summary>
internal sealed class SilentDrop() : Outage("silent drop", VerifyInterval + TimeSpan.FromSeconds(1))
{
    private static readonly TimeSpan VerifyInterval = TimeSpan.FromSeconds(5);

    protected override string Section => $$""" "Mapping": { "VerifyInterval": "{{VerifyInterval}}" }, """;

    // A router's event tells that its table shrank; this one's is not to be heard.
    protected override Task PrepareAsync(RouterLab lab) => lab.Nvr.ShutOutAnnouncementsAsync();

    protected override async Task<TimeSpan> OnceAsync(RouterLab lab, AgentProcess agent, Knocker viewer, int run)
    {
        var began = Stopwatch.GetTimestamp();
        await lab.Router.ForgetAsync("tcp", Port);
        return await viewer.TimeUntilOverAsync(began, lab.DescribeAsync, Wait.Bound * 2);
    }
}
