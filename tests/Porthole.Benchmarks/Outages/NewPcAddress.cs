using System.Diagnostics;
using Porthole.Lab;

namespace Porthole.Benchmarks.Outages;

/// <summary>This PC gets another address on the LAN while the router leads to its relay: relay and mapping have to follow.</summary>
internal sealed class NewPcAddress() : Outage("this PC's LAN address changed (relayed)", TimeSpan.FromSeconds(30))
{
    private const string OtherAddress = "192.168.1.33";

    protected override string Section => """ "Gateway": { "Protocols": ["upnp"] }, """;

    protected override string Route => "relayed";

    protected override async Task<TimeSpan> OnceAsync(RouterLab lab, AgentProcess agent, Knocker viewer, int run)
    {
        var began = Stopwatch.GetTimestamp();
        await lab.Nvr.MoveToAsync(run % 2 == 0 ? OtherAddress : Nvr.LanAddress);
        return await viewer.TimeUntilOverAsync(began, lab.DescribeAsync, Wait.Bound * 2);
    }
}
