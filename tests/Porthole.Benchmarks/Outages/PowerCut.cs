using Porthole.Lab;

namespace Porthole.Benchmarks.Outages;

/// <summary>The router loses its power and comes back without a rule, with UPnP on another port; timed from the start of its daemon.</summary>
internal sealed class PowerCut(bool isHeard) : Outage(isHeard ? "power cut, announcements heard" : "power cut, every announcement dropped", TimeSpan.FromSeconds(isHeard ? 1 : 16))
{
    // Without announcements a restart shows at the next look; the default of five minutes would only make the benchmark longer.
    private static readonly TimeSpan VerifyInterval = TimeSpan.FromSeconds(15);

    // The shortest that a router on sale takes to start: the PC has seen that it is gone.
    private static readonly TimeSpan Dark = TimeSpan.FromSeconds(20);

    protected override string Section => isHeard ? "" : $$""" "Mapping": { "VerifyInterval": "{{VerifyInterval}}" }, """;

    protected override Task PrepareAsync(RouterLab lab) => isHeard ? Task.CompletedTask : lab.Nvr.ShutOutAnnouncementsAsync();

    protected override async Task<TimeSpan> OnceAsync(RouterLab lab, AgentProcess agent, Knocker viewer, int run)
    {
        await lab.Router.SwitchOffAsync();
        await Task.Delay(isHeard ? PartOf(Dark) : Dark + PartOf(VerifyInterval));
        await lab.Router.SwitchOnAsync(httpPort: run % 2 == 0 ? 5566 : 5555);
        return await viewer.TimeUntilAnsweredAsync(lab.Router.StartedAt, lab.DescribeAsync, Wait.Bound * 2);
    }
}
