using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>More forwards than any house has. The benchmark <c>five-hundred</c> has the figures; this holds that nothing breaks.</summary>
public sealed class ManyForwardsTests : Scenario
{
    private const int Forwards = 200;
    private const int FirstPort = 20_000;

    // The lab's build is not trimmed or compiled ahead, and holds more than the published one.
    private const long MostMemory = 250 << 20;

    [Fact]
    public async Task Run_TwoHundredForwards_AllAreOpenAndAllAreClosedAtTheEnd()
    {
        await Lab.Router.StartAsync(new RouterConfig { Debug = false });
        Lab.FrontDoor.HangDoorbell(80);
        var ports = Enumerable.Range(FirstPort, Forwards).Select(port => $$"""{ "Name": "p{{port}}", "Protocol": "tcp", "Internal": 80, "External": {{port}} }""");
        var agent = await Lab.Nvr.StartAgentAsync(Settings.For($$"""{ "Name": "Recorder", "Address": "192.168.1.20", "Ports": [ {{string.Join(",\n", ports)}} ] }"""));

        await agent.WaitUntilMappedAsync(Forwards, "direct", TimeSpan.FromMinutes(2));

        await Lab.Router.ShouldForwardAsync([.. Enumerable.Range(FirstPort, Forwards).Select(port => $"tcp {port} -> 192.168.1.20:80")]);
        foreach (var port in new[] { FirstPort, FirstPort + Forwards - 1 })
        {
            await using var viewer = Knocker.Start(Lab.Viewer, port);
            await viewer.TimeUntilAnsweredAsync(since: 0, Lab.DescribeAsync);
        }

        (await agent.FiguresAsync()).Resident.ShouldBeLessThan(MostMemory);
        (await agent.StopAsync()).ShouldBe(0);
        await Lab.Router.ShouldForwardNowAsync();
    }
}
