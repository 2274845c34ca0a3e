using Porthole.Lab;

namespace Porthole.Benchmarks.Outages;

/// <summary>The router loses its power and comes back without a rule, with UPnP on another port; timed from the start of its daemon.</summary>
internal abstract class PowerCut(string name, TimeSpan aim) : Outage(name, aim)
{
    /// <summary>How long the next one lasts.</summary>
    protected abstract TimeSpan Dark { get; }

    protected override async Task<TimeSpan> OnceAsync(RouterLab lab, AgentProcess agent, Knocker viewer, int run)
    {
        await lab.Router.SwitchOffAsync();
        await Task.Delay(Dark);
        await lab.Router.SwitchOnAsync(httpPort: run % 2 == 0 ? 5566 : 5555);
        return await viewer.TimeUntilAnsweredAsync(lab.Router.StartedAt, lab.DescribeAsync, Wait.Bound * 2);
    }
}

/// <summary>One whose end is announced.</summary>
internal sealed class HeardPowerCut() : PowerCut("power cut, announcements heard", TimeSpan.FromSeconds(1))
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    protected override TimeSpan Dark => PartOf(Longest);
}

/// <summary>One of which nothing is heard: a firewall on the PC drops every announcement.</summary>
/// <param name="isShort">Whether the router is back within seconds, before anything was due to be asked; else in the time that routers on sale take to start.</param>
internal sealed class UnheardPowerCut(bool isShort)
    : PowerCut(isShort ? "power cut under 5 s, every announcement dropped" : "power cut, every announcement dropped", TimeSpan.FromSeconds(16))
{
    private static readonly TimeSpan LongestShort = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(20);

    protected override TimeSpan Dark => isShort ? PartOf(LongestShort) : Shortest + PartOf(Shortest);

    // By then the agent knows that nothing reaches it: it subscribes 2 s after it found the router, and the event is missed 10 s later.
    protected override TimeSpan Settle => TimeSpan.FromSeconds(13);

    protected override Task PrepareAsync(RouterLab lab) => lab.Nvr.ShutOutAnnouncementsAsync();
}
