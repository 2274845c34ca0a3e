using Porthole.Benchmarks.FirstRule;
using Porthole.Lab;

namespace Porthole.Benchmarks.IdleHour;

/// <summary>
/// What a router gets when nothing happens: watched for some minutes at a lease of an hour and a readback every five
/// minutes, once the first two minutes are over. Requests are told by what they ask for, so that renewals and readbacks
/// can be told from the rest. The hour itself is held by a test under a fake clock.
/// </summary>
public static class IdleHourBenchmark
{
    private const int DefaultMinutes = 20;

    // By then every start-up search, map and first readback is over.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    private const string Camera = "192.168.1.20";

    private const string Settings = $$"""
        { "Porthole": { "Devices": [ { "Name": "Front door", "Address": "{{Camera}}",
          "Ports": [ { "Name": "http", "Protocol": "tcp", "Internal": 80, "External": 8080 } ] } ] } }
        """;

    /// <summary>Runs the benchmark: <c>[--minutes N] [--program FILE]</c>. Without a program, one is published first.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (LabRequirements.Missing is { } missing)
        {
            Console.Error.WriteLine($"idle-hour cannot run here. {missing}");
            return 1;
        }

        var minutes = Contest.Number(args, "--minutes", DefaultMinutes);
        var program = await Contest.ProgramAsync(args);
        await Task.WhenAll(
            WatchAsync("A router that answers nothing", program, minutes, _ => Task.CompletedTask),
            WatchAsync("A router that answers everything", program, minutes, lab => StartAsync(lab, new RouterConfig())),
            WatchAsync("A router without UPnP", program, minutes, lab => StartAsync(lab, new RouterConfig { EnableUpnp = false })),
            WatchAsync("A router whose announcements a firewall drops", program, minutes, async lab =>
            {
                await lab.Nvr.ShutOutAnnouncementsAsync();
                await StartAsync(lab, new RouterConfig());
            }));
        return 0;
    }

    private static async Task WatchAsync(string title, string program, int minutes, Func<RouterLab, Task> prepare)
    {
        await using var lab = await RouterLab.BuildAsync();
        await prepare(lab);
        var folder = await lab.Nvr.MakeFolderAsync("idle-hour", Settings);
        await using var agent = lab.Nvr.Start(program, ["run", "--settings", $"{folder}/appsettings.json", "--data", $"{folder}/data"]);
        await Task.Delay(Settling);
        await using var wire = await Wire.ListenAsync(lab);
        await Task.Delay(TimeSpan.FromMinutes(minutes));
        Print($"{title}, {minutes} minutes", wire.Packets);
    }

    private static Task StartAsync(RouterLab lab, RouterConfig config) => lab.Router.StartAsync(config with { Debug = false });

    // One name a request: a connection's other packets belong to the same.
    private static string? What(Packet packet) => packet switch
    {
        { UdpTo: > 0 } => $"datagram to port {packet.UdpTo}",
        { Action.Length: > 0 } => $"call of {packet.Action}",
        { Method.Length: > 0 } => $"{packet.Method} over HTTP",
        { IsSyn: true } => $"connection begun (SYN) to {packet.To}",
        _ => null,
    };

    private static bool IsOfCamera(Packet packet) => packet.IsFromNvr ? packet.To == Camera : packet.From == Camera;

    private static void Print(string title, IReadOnlyList<Packet> packets)
    {
        var requests = packets.Where(packet => packet.IsFromNvr).Select(What).OfType<string>().CountBy(what => what);
        var ofRouter = packets.Where(packet => !IsOfCamera(packet)).ToList();
        IEnumerable<KeyValuePair<string, int>> packetCounts =
        [
            new("packets from this PC, camera left out", ofRouter.Count(packet => packet.IsFromNvr)),
            new("packets from the router", ofRouter.Count(packet => !packet.IsFromNvr)),
        ];
        Console.WriteLine(string.Join('\n', [title, .. requests.OrderBy(entry => entry.Key, StringComparer.Ordinal).Concat(packetCounts).Select(entry => $"  {entry.Key,-46}{entry.Value,5}")]));
    }
}
