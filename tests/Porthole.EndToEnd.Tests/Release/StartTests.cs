using Porthole.EndToEnd.Tests.Scenarios;

namespace Porthole.EndToEnd.Tests.Release;

/// <summary>The Linux release at its start: what it is compiled ahead for still fits what it does.</summary>
public sealed class StartTests : Scenario
{
    // A start compiles some 150 methods itself, which cannot be compiled ahead; without a profile that fits they are 1,500.
    private const int MostCompiled = 500;

    [Fact]
    public async Task Start_ReleaseStoppedAtOnce_IsCompiledAheadAndLeavesNothingOpen()
    {
        await Lab.Router.StartAsync();
        await Lab.FrontDoor.StartHttpAsync();
        var program = Path.Combine(await ReleaseBuild.LinuxAsync(), "porthole");
        var list = Path.GetTempFileName();
        try
        {
            var folder = await Lab.Nvr.MakeFolderAsync("start", Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080)));
            var listed = new Dictionary<string, string> { ["DOTNET_JitStdOutFile"] = list, ["DOTNET_JitDisasmSummary"] = "1" };
            await using (var agent = Lab.Nvr.Start(program, ["run", "--settings", $"{folder}/appsettings.json", "--data", $"{folder}/data"], listed))
            {
                await Lab.Router.ShouldForwardAsync("tcp 8080 -> 192.168.1.20:80");

                // Stopped in the very moment at which the first port is open, and what is open is closed all the same. The list is written at the end.
                (await agent.StopAsync()).ShouldBe(0);
                await Lab.Router.ShouldForwardNowAsync();
            }

            var compiled = await File.ReadAllLinesAsync(list);
            compiled.Length.ShouldBeInRange(1, MostCompiled, $"The profile is old; take it anew: dotnet run --project tests/Porthole.Benchmarks -c Release -- start-profile\n{string.Join('\n', compiled)}");
        }
        finally
        {
            File.Delete(list);
        }
    }
}
