using Porthole.Benchmarks.FirstRule;

return args switch
{
    ["first-rule", .. var rest] => await FirstRuleBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: dotnet run --project tests/Porthole.Benchmarks -c Release -- BENCHMARK

          first-rule   time from the start of a process to its rule in a real router, beside upnpc and natpmpc
        """);
    return 2;
}
