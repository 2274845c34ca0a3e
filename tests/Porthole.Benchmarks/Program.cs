using Porthole.Benchmarks.Dashboard;
using Porthole.Benchmarks.Discovery;
using Porthole.Benchmarks.FirstRule;
using Porthole.Benchmarks.FiveHundred;
using Porthole.Benchmarks.IdleHour;
using Porthole.Benchmarks.ManyRules;
using Porthole.Benchmarks.Outages;
using Porthole.Benchmarks.Relay;
using Porthole.Benchmarks.SilentRouter;
using Porthole.Benchmarks.StartProfile;

return args switch
{
    ["first-rule", .. var rest] => await FirstRuleBenchmark.RunAsync(rest),
    ["dashboard", .. var rest] => await DashboardBenchmark.RunAsync(rest),
    ["discovery", .. var rest] => await DiscoveryBenchmark.RunAsync(rest),
    ["five-hundred", .. var rest] => await FiveHundredBenchmark.RunAsync(rest),
    ["many-rules", .. var rest] => await ManyRulesBenchmark.RunAsync(rest),
    ["outages", .. var rest] => await OutagesBenchmark.RunAsync(rest),
    ["idle-hour", .. var rest] => await IdleHourBenchmark.RunAsync(rest),
    ["silent-router", .. var rest] => await SilentRouterBenchmark.RunAsync(rest),
    ["start-profile", .. var rest] => await StartProfileRun.RunAsync(rest),
    ["relay", .. var rest] => await RelayBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: dotnet run --project tests/Porthole.Benchmarks -c Release -- BENCHMARK

          first-rule      time from the start of a process to its rule in a real router, beside upnpc and natpmpc
          five-hundred    500 forwards on one router: time, memory, idle processor time
          outages         how long a viewer is shut out by each kind of fault
          dashboard       how soon the dashboard can be used and shows a change, and what it costs the agent
          discovery       time from the first packet to each protocol's answer and to the rule, on the wire
          many-rules      the same as first-rule to 64 rules, and beside the router's own time for them
          idle-hour       what a silent and an answering router get when nothing happens; takes over 20 minutes
          silent-router   packets that a router which answers nothing gets in the first minute
          start-profile   takes the profile that the release is compiled with; takes four minutes
          relay           the relay's throughput, latency, memory and processor time beside HAProxy, nginx and socat
        """);
    return 2;
}
