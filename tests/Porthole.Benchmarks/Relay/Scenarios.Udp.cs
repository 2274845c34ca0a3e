using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Porthole.Benchmarks.Relay;

internal static partial class Scenarios
{
    /// <summary>One camera to one viewer, datagrams of 1,400 bytes: the share lost, the relay's share of one core, and datagrams sent.</summary>
    public static (double Lost, double Processor, long Sent) Datagrams(RunningRelay relay, Socket camera, int perSecond)
    {
        using var viewer = Loopback.BindUdp();
        viewer.SendTo([1], relay.EndPoint);
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        camera.ReceiveFrom(new byte[1], ref from);

        var received = 0L;
        Loopback.Run(() =>
        {
            var bytes = new byte[2048];
            while (true)
            {
                viewer.Receive(bytes);
                Interlocked.Increment(ref received);
            }
        });

        var piece = new byte[1400];
        var to = from.Serialize();
        var (sent, spent, began) = (0L, relay.ProcessorTime, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(began) < Measured)
        {
            // A millisecond's worth at a time.
            for (var i = 0; i < perSecond / 1000; i++, sent++)
                camera.SendTo(piece, SocketFlags.None, to);
            var early = TimeSpan.FromSeconds((double)sent / perSecond) - Stopwatch.GetElapsedTime(began);
            if (early > TimeSpan.Zero)
                Thread.Sleep(early);
        }

        var share = (relay.ProcessorTime - spent) / Stopwatch.GetElapsedTime(began);
        Thread.Sleep(WarmUp);
        return (1 - ((double)Interlocked.Read(ref received) / sent), share, sent);
    }
}
