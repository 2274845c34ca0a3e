using Porthole.Benchmarks.FirstRule;
using Porthole.Benchmarks.ManyRules;
using Porthole.Benchmarks.Outages;
using Porthole.Benchmarks.Relay;
using Porthole.Benchmarks.SilentRouter;

return args switch
{
    ["first-rule", .. var rest] => await FirstRuleBenchmark.RunAsync(rest),
    ["many-rules", .. var rest] => await ManyRulesBenchmark.RunAsync(rest),
    ["outages", .. var rest] => await OutagesBenchmark.RunAsync(rest),
    ["silent-router", .. var rest] => await SilentRouterBenchmark.RunAsync(rest),
    ["relay", .. var rest] => await RelayBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: dotnet run --project tests/Porthole.Benchmarks -c Release -- BENCHMARK

          first-rule      time from the start of a process to its rule in a real router, beside upnpc and natpmpc
          many-rules      the same to 64 rules
          outages         how long a viewer is shut out by each kind of fault
          silent-router   packets that a router which answers nothing gets in the first minute
          relay           the relay's throughput, latency, memory and processor time beside HAProxy, nginx and socat
        """);
    return 2;
}
