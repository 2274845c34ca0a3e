using System.Diagnostics;
using Porthole.Lab;

namespace Porthole.Benchmarks.Outages;

/// <summary>This PC's cable is out for some seconds; timed from when it is in again.</summary>
internal sealed class Cable() : Outage("cable in again (relayed)", aim: null)
{
    private static readonly TimeSpan LongestOut = TimeSpan.FromSeconds(10);

    protected override string Route => "relayed";

    protected override async Task<TimeSpan> OnceAsync(RouterLab lab, AgentProcess agent, Knocker viewer, int run)
    {
        await lab.PullCableAsync(lab.Nvr);
        await Task.Delay(PartOf(LongestOut));
        var began = Stopwatch.GetTimestamp();
        await lab.PlugCableAsync(lab.Nvr);
        return await viewer.TimeUntilAnsweredAsync(began, lab.DescribeAsync, Wait.Bound * 2);
    }
}
