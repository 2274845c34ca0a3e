using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Porthole.Benchmarks.Relay;

/// <summary>What is measured. Each scenario gets the relay's entrance and the camera's listening socket behind it.</summary>
internal static partial class Scenarios
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(4);

    /// <summary>Cameras that send as fast as they can: Gbit/s, and the relay's processor seconds a GB.</summary>
    public static (double GigabitsPerSecond, double ProcessorSecondsPerGigabyte) Throughput(RunningRelay relay, Socket camera, int streams)
    {
        var received = 0L;
        var sockets = new List<Socket>();
        for (var i = 0; i < streams; i++)
        {
            var viewer = Loopback.Connect(relay.EndPoint);
            viewer.Send([1]);
            var device = camera.Accept();
            sockets.AddRange([viewer, device]);
            Loopback.Run(() =>
            {
                var bytes = new byte[256 * 1024];
                while (true)
                    device.Send(bytes);
            });
            Loopback.Run(() =>
            {
                var bytes = new byte[256 * 1024];
                while (viewer.Receive(bytes) is > 0 and var length)
                    Interlocked.Add(ref received, length);
            });
        }

        Thread.Sleep(WarmUp);
        var (bytes, spent, began) = (Interlocked.Read(ref received), relay.ProcessorTime, Stopwatch.GetTimestamp());
        Thread.Sleep(Measured);
        bytes = Interlocked.Read(ref received) - bytes;
        spent = relay.ProcessorTime - spent;
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        sockets.ForEach(socket => socket.Dispose());
        return (bytes * 8 / seconds / 1e9, spent.TotalSeconds / (bytes / 1e9));
    }

    /// <summary>64 bytes there and back, one at a time, without the relay and through it by turns: microseconds, sorted.</summary>
    public static (double[] Direct, double[] Relayed) RoundTrips(RunningRelay relay, Socket camera, int turns, int rounds)
    {
        var direct = new List<double>();
        var relayed = new List<double>();
        RoundTrip(relay.EndPoint, camera, turns * rounds, []);

        // A connection for each turn: which core a thread sleeps on decides more than any relay.
        for (var turn = 0; turn < turns; turn++)
        {
            RoundTrip((IPEndPoint)camera.LocalEndPoint!, camera, rounds, direct);
            RoundTrip(relay.EndPoint, camera, rounds, relayed);
        }

        return ([.. direct.Order()], [.. relayed.Order()]);
    }

    private static void RoundTrip(IPEndPoint entrance, Socket camera, int rounds, List<double> times)
    {
        using var viewer = Loopback.Connect(entrance);
        viewer.Send([1]);
        using var device = camera.Accept();
        device.NoDelay = true;
        device.Receive(new byte[1]);
        var echo = Loopback.Run(() =>
        {
            var bytes = new byte[64];
            while (device.Receive(bytes) is > 0 and var length)
                device.Send(bytes, length, SocketFlags.None);
        });

        var message = new byte[64];
        for (var round = 0; round < rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            viewer.Send(message);
            for (var have = 0; have < message.Length;)
                have += viewer.Receive(message, have, message.Length - have, SocketFlags.None);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
        }

        viewer.Shutdown(SocketShutdown.Both);
        echo.Join();
    }

    /// <summary>Pairs that have carried a byte each way and are silent since: resident bytes a pair.</summary>
    public static double Idle(RunningRelay relay, Socket camera, int pairs)
    {
        Pair(relay, camera, 100).ForEach(socket => socket.Dispose());
        Thread.Sleep(WarmUp);
        var before = relay.ResidentBytes;
        var sockets = Pair(relay, camera, pairs);
        Thread.Sleep(WarmUp);
        var perPair = (relay.ResidentBytes - before) / (double)pairs;
        sockets.ForEach(socket => socket.Dispose());
        return perPair;
    }

    /// <summary>Cameras of 8 Mbit/s each, a piece of 8,000 bytes every 8 ms: the relay's share of one core.</summary>
    public static double Cameras(RunningRelay relay, Socket camera, int cameras)
    {
        var pairs = Pair(relay, camera, cameras);
        var devices = pairs.Where((_, index) => index % 2 == 1).ToArray();
        foreach (var viewer in pairs.Where((_, index) => index % 2 == 0))
        {
            viewer.Blocking = true;
            Loopback.Run(() =>
            {
                var bytes = new byte[64 * 1024];
                while (viewer.Receive(bytes) > 0)
                {
                }
            });
        }

        var ended = false;
        Loopback.Run(() =>
        {
            var piece = new byte[8000];
            var began = Stopwatch.GetTimestamp();
            for (var beat = 0; !Volatile.Read(ref ended); beat++)
            {
                foreach (var device in devices)
                    device.Send(piece);
                var early = TimeSpan.FromMilliseconds(8 * (beat + 1)) - Stopwatch.GetElapsedTime(began);
                if (early > TimeSpan.Zero)
                    Thread.Sleep(early);
            }
        });

        Thread.Sleep(WarmUp);
        var (spent, since) = (relay.ProcessorTime, Stopwatch.GetTimestamp());
        Thread.Sleep(Measured);
        var share = (relay.ProcessorTime - spent) / Stopwatch.GetElapsedTime(since);
        Volatile.Write(ref ended, true);
        pairs.ForEach(socket => socket.Dispose());
        return share;
    }

    /// <summary>Short connections, so many a second, and what is left of them after a rest.</summary>
    public static StormResult Storm(RunningRelay relay, Socket camera, int perSecond, Sizes sizes)
    {
        Loopback.Run(() =>
        {
            var bytes = new byte[1];
            while (true)
            {
                using var device = camera.Accept();
                device.Receive(bytes);
                device.Send(bytes);
            }
        });

        // What a program sets up once, for the first thousands, is no leak.
        Connect(relay, perSecond, WarmUp * 5);
        Thread.Sleep(WarmUp);
        var (sockets, megabytes, spent) = (relay.OpenSockets, relay.ResidentBytes / 1e6, relay.ProcessorTime);
        var done = Connect(relay, perSecond, sizes.Storm);
        spent = relay.ProcessorTime - spent;
        Thread.Sleep(sizes.Rest);
        return new(done, spent.TotalMicroseconds / Math.Max(1, done), relay.OpenSockets - sockets, megabytes, relay.ResidentBytes / 1e6);
    }

    private static int Connect(RunningRelay relay, int perSecond, TimeSpan time)
    {
        var (done, began) = (0, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            for (var i = 0; i < perSecond / 100; i++)
            {
                using var viewer = Loopback.Connect(relay.EndPoint);
                viewer.Send([1]);
                if (viewer.Receive(new byte[1]) == 1)
                    done++;
            }

            var early = TimeSpan.FromSeconds((double)done / perSecond) - Stopwatch.GetElapsedTime(began);
            if (early > TimeSpan.Zero)
                Thread.Sleep(early);
        }

        return done;
    }

    /// <summary>Joined pairs, viewer and camera side by turns, that have carried a byte each way.</summary>
    private static List<Socket> Pair(RunningRelay relay, Socket camera, int count)
    {
        var sockets = new List<Socket>();
        for (var i = 0; i < count; i++)
        {
            var viewer = Loopback.Connect(relay.EndPoint);
            viewer.Send([1]);
            var device = camera.Accept();
            device.Receive(new byte[1]);
            device.Send([2]);
            viewer.Receive(new byte[1]);
            sockets.AddRange([viewer, device]);
        }

        return sockets;
    }
}

/// <summary>What a storm of connections took and left.</summary>
internal sealed record StormResult(int Done, double ProcessorMicroseconds, int SocketsLeft, double MegabytesBefore, double MegabytesAfter);
