using System.Net.Sockets;

namespace Porthole.Benchmarks.Relay;

/// <summary>One scenario and how its results are shown.</summary>
internal sealed record Table(string Name, string Title, Func<Contender, bool> Fits, Func<Contender, Task<(string Measure, double Value)[]>> MeasureAsync);

/// <summary>How much is measured.</summary>
/// <param name="Runs">Rounds of all contenders.</param>
/// <param name="Pairs">Silent pairs.</param>
/// <param name="Storm">How long connections are opened and closed.</param>
/// <param name="Rest">The silence after which is looked at what is left.</param>
internal sealed record Sizes(int Runs, int Pairs, TimeSpan Storm, TimeSpan Rest)
{
    public static Sizes Full { get; } = new(3, 5000, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));

    public static Sizes Trial { get; } = new(1, 500, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
}

/// <summary>Every scenario, with its size.</summary>
internal sealed class Tables(Sizes sizes)
{
    private const int Cameras = 50;
    private const int ConnectionsPerSecond = 2000;
    private const int DatagramsPerSecond = 36_000;
    private const int LatencyTurns = 20;
    private const int RoundTrips = 1000;

    public IReadOnlyList<Table> All =>
    [
        new("throughput", "One stream, and eight", Any, ThroughputAsync),
        new("latency", "64 bytes there and back", Any, LatencyAsync),
        new("idle", "Silent pairs", Any, IdleAsync),
        new("cameras", $"{Cameras} cameras of 8 Mbit/s", Any, CamerasAsync),
        new("storm", $"{ConnectionsPerSecond} connections a second", Any, StormAsync),
        new("udp", $"{DatagramsPerSecond} datagrams a second", contender => contender.CarriesUdp, UdpAsync),
    ];

    private static bool Any(Contender contender) => true;

    private static async Task<(string, double)[]> ThroughputAsync(Contender contender)
    {
        var results = new List<(string, double)>();
        foreach (var streams in new[] { 1, 8 })
        {
            using var camera = Loopback.ListenTcp();
            await using var relay = await StartAsync(contender, camera);
            var (speed, cost) = Scenarios.Throughput(relay, camera, streams);
            results.Add(($"{streams} streams, Gbit/s", speed));
            results.Add(($"{streams} streams, processor seconds a GB", cost));
        }

        return [.. results];
    }

    private static async Task<(string, double)[]> LatencyAsync(Contender contender)
    {
        using var camera = Loopback.ListenTcp();
        await using var relay = await StartAsync(contender, camera);
        var (direct, relayed) = Scenarios.RoundTrips(relay, camera, LatencyTurns, RoundTrips);
        return
        [
            ("without a relay, median, µs", At(direct, 50)),
            ("added, median, µs", At(relayed, 50) - At(direct, 50)),
            ("added, 99th percentile, µs", At(relayed, 99) - At(direct, 99)),
        ];

        static double At(double[] sorted, int percent) => sorted[sorted.Length * percent / 100];
    }

    private async Task<(string, double)[]> IdleAsync(Contender contender)
    {
        using var camera = Loopback.ListenTcp();
        await using var relay = await StartAsync(contender, camera);
        return [("resident bytes a pair", Scenarios.Idle(relay, camera, Math.Min(sizes.Pairs, contender.MostPairs)))];
    }

    private static async Task<(string, double)[]> CamerasAsync(Contender contender)
    {
        using var camera = Loopback.ListenTcp();
        await using var relay = await StartAsync(contender, camera);
        return [("percent of one core", 100 * Scenarios.Cameras(relay, camera, Cameras))];
    }

    private async Task<(string, double)[]> StormAsync(Contender contender)
    {
        using var camera = Loopback.ListenTcp();
        await using var relay = await StartAsync(contender, camera);
        var storm = Scenarios.Storm(relay, camera, ConnectionsPerSecond, sizes);
        return
        [
            ("connections done", storm.Done),
            ("processor µs a connection", storm.ProcessorMicroseconds),
            ("sockets left", storm.SocketsLeft),
            ("resident memory before, MB", storm.MegabytesBefore),
            ("resident memory after, MB", storm.MegabytesAfter),
        ];
    }

    private static async Task<(string, double)[]> UdpAsync(Contender contender)
    {
        using var camera = Loopback.BindUdp();
        await using var relay = await contender.StartAsync(Loopback.Port(camera), udp: true);
        var before = contender is PortholeContender ? await relay.AllocatedAsync() : 0;
        var (lost, share, sent) = Scenarios.Datagrams(relay, camera, DatagramsPerSecond);
        var allocated = contender is PortholeContender ? await relay.AllocatedAsync() - before : 0;

        (string, double)[] results = [("percent lost", 100 * lost), ("percent of one core", 100 * share)];
        return contender is PortholeContender ? [.. results, ("bytes allocated a datagram", (double)allocated / sent)] : results;
    }

    /// <summary>Starts a contender; the connection that showed that it listens is accepted and closed.</summary>
    private static async Task<RunningRelay> StartAsync(Contender contender, Socket camera)
    {
        var relay = await contender.StartAsync(Loopback.Port(camera));
        camera.Accept().Dispose();
        return relay;
    }
}
