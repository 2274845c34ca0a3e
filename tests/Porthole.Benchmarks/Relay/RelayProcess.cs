using System.Globalization;
using System.Net;
using Porthole.Relay;

namespace Porthole.Benchmarks.Relay;

/// <summary>The process that carries the traffic for <see cref="PortholeContender"/>: a relay host with one route, its limits out of the way.</summary>
internal static class RelayProcess
{
    public const string Verb = "serve";

    private const int Unlimited = 100_000;

    public static async Task<int> RunAsync(string[] args)
    {
        await using var host = new RelayHost(
            new RelayOptions
            {
                MaxConnections = Unlimited,
                MaxConnectionsPerSource = Unlimited,
                MaxConnectionsPerDevice = Unlimited,
                ConnectionRatePerSource = Unlimited,
                ConnectionBurstPerSource = Unlimited,
                ConnectionRatePerDevice = Unlimited,
                MaxFailuresPerSource = 0,
            },
            TimeProvider.System);

        var started = host.Start(new RelayRoute
        {
            Id = "benchmark",
            Device = "benchmark",
            Transport = args[0] == "udp" ? RelayTransport.Udp : RelayTransport.Tcp,
            Listen = new IPEndPoint(IPAddress.Loopback, Port(args[1])),
            Target = new IPEndPoint(IPAddress.Loopback, Port(args[2])),
        });

        if (started is not RelayStart.Listening)
        {
            Console.Error.WriteLine(started);
            return 1;
        }

        while (Console.ReadLine() is not null)
            Console.WriteLine(GC.GetTotalAllocatedBytes(precise: true));

        return 0;
    }

    private static int Port(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
