using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary><c>porthole demo</c>, on a PC that is connected to nothing.</summary>
public sealed class DemoTests : Scenario
{
    [Fact]
    public async Task Demo_OnLoopback_BothCamerasPlay()
    {
        var pc = await Lab.AddLonelyPcAsync();
        var demo = pc.StartDemo();

        var status = await demo.WaitForStatusAsync(
            "two cameras mapped",
            status => status.Forwards.Select(forward => forward.Device).Distinct().Count() == 2 && status.Forwards.All(forward => forward.State == "mapped"));

        var streams = status.Forwards.Where(forward => forward.Url?.StartsWith("rtsp://", StringComparison.Ordinal) == true).ToList();
        streams.Select(forward => forward.Device).Distinct().Count().ShouldBe(2);
        foreach (var stream in streams)
            (await pc.ProbeRtspAsync(stream.Url!)).Packets.ShouldBeGreaterThan(0);
        var (json, text) = (await demo.StatusAsync(), await pc.PortholeAsync("status"));
        json.Forwards.Count.ShouldBe(status.Forwards.Count);
        text.Output.ShouldContain(status.Forwards[0].External!);

        (await demo.StopAsync()).ShouldBe(0);
        (await pc.PortholeAsync("status")).ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task Demo_CtrlC_EndsCleanly()
    {
        var pc = await Lab.AddLonelyPcAsync();
        var demo = pc.StartDemo();
        await demo.WaitForStatusAsync("forwards", status => status.Forwards.Count > 0);

        (await demo.InterruptAsync()).ShouldBe(0);
    }
}
