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

    private const string Settings = """
        { "Porthole": { "Devices": [ { "Name": "Front door", "Address": "192.168.1.20",
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
        await using var silent = await RouterLab.BuildAsync();
        await using var answering = await RouterLab.BuildAsync();
        await answering.Router.StartAsync(new RouterConfig { Debug = false });
        var counts = await Task.WhenAll(WatchAsync(silent, program, minutes), WatchAsync(answering, program, minutes));
        Print($"A router that answers nothing, {minutes} minutes", counts[0]);
        Print($"A router that answers everything, {minutes} minutes", counts[1]);
        return 0;
    }

    private static async Task<IReadOnlyList<(string What, int Count)>> WatchAsync(RouterLab lab, string program, int minutes)
    {
        var folder = await lab.Nvr.MakeFolderAsync("idle-hour", Settings);
        await using var agent = lab.Nvr.Start(program, ["run", "--settings", $"{folder}/appsettings.json", "--data", $"{folder}/data"]);
        await Task.Delay(Settling);
        await using var wire = await Wire.ListenAsync(lab);
        await Task.Delay(TimeSpan.FromMinutes(minutes));
        return [.. wire.Packets.Where(packet => packet.IsFromNvr).Select(What).OfType<string>().CountBy(what => what).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (entry.Key, entry.Value))];
    }

    // One name a request: a connection's other packets belong to the same.
    private static string? What(Packet packet) => packet switch
    {
        { UdpTo: > 0 } => $"datagram to port {packet.UdpTo}",
        { Action.Length: > 0 } => $"call of {packet.Action}",
        { Method.Length: > 0 } => $"{packet.Method} over HTTP",
        { IsSyn: true } => "connection begun (SYN)",
        _ => null,
    };

    private static void Print(string title, IReadOnlyList<(string What, int Count)> counts)
    {
        Console.WriteLine(title);
        foreach (var (what, count) in counts)
            Console.WriteLine($"  {what,-40}{count,5}");
        if (counts.Count == 0)
            Console.WriteLine("  nothing");
    }
}
