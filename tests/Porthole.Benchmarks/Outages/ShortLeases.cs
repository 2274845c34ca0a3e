using Porthole.Lab;

namespace Porthole.Benchmarks.Outages;

/// <summary>Sixteen forwards on leases of 12 s, each tried every 50 ms: not one try may be turned away.</summary>
internal static class ShortLeases
{
    private const int Forwards = 16;
    private const int FirstPort = 20_000;

    /// <summary>Watches so long; yields how many tries were made and how many were turned away.</summary>
    public static async Task<(int Tries, int TurnedAway)> WatchAsync(TimeSpan length)
    {
        await using var lab = await RouterLab.BuildAsync();
        await lab.Router.StartAsync(new RouterConfig { Debug = false, MinLifetime = 5 });
        lab.FrontDoor.HangDoorbell(80);
        var ports = Enumerable.Range(FirstPort, Forwards).ToArray();
        var agent = await lab.Nvr.StartAgentAsync($$"""
            { "Porthole": { "Mapping": { "Lease": "00:00:12" }, "Devices": [ { "Name": "Recorder", "Address": "192.168.1.20", "Ports": [
              {{string.Join(",\n", ports.Select(port => $$"""{ "Name": "p{{port}}", "Protocol": "tcp", "Internal": 80, "External": {{port}} }"""))}} ] } ] } }
            """);
        await agent.WaitUntilMappedAsync(Forwards, "direct");
        var viewers = ports.Select(port => Knocker.Start(lab.Viewer, port)).ToList();
        await Task.Delay(length);
        foreach (var viewer in viewers)
            await viewer.DisposeAsync();
        await agent.StopAsync();
        return (viewers.Sum(viewer => viewer.Knocks.Count), viewers.Sum(viewer => viewer.TurnedAway));
    }
}
