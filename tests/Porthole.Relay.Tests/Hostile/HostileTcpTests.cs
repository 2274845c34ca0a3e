using System.Net;
using System.Net.Sockets;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Hostile;

/// <summary>With the default limits: whatever strangers do, a viewer keeps its stream, and memory and connections stay bounded.</summary>
public sealed class HostileTcpTests
{
    private const string Viewer = "127.0.0.2";

    // What tests that run beside this one may take, and more than the relay itself should.
    private const long MemoryBound = 64 << 20;

    private readonly ManualTime _time = new();

    [Fact]
    public async Task Flood_10000SilentConnectionsFrom5000Sources_ViewerKeepsItsStreamAndAnotherGetsIn()
    {
        using var camera = new Camera();
        await using var site = new Site(time: _time);
        var listener = site.Start(camera);
        await using var stream = await Stream.StartAsync(listener, camera, Viewer);
        var memory = GC.GetTotalMemory(forceFullCollection: true);

        var held = new List<Socket>();
        for (var i = 0; i < 10_000; i++)
        {
            if (await TryConnectAsync(listener.LocalEndPoint, new IPAddress([127, 1, (byte)(i % 5000 / 250), (byte)(i % 250)])) is { } silent)
                held.Add(silent);
        }

        await Wait.UntilAsync(() => listener.Counters is { Accepted: var accepted, Refused: var refused } && accepted + refused == 10_001, "every connection's answer");
        listener.Counters.Connections.ShouldBeLessThanOrEqualTo(32);
        (GC.GetTotalMemory(forceFullCollection: true) - memory).ShouldBeLessThan(MemoryBound);
        await stream.GoesOnAsync();

        // The second viewer comes when the strangers have been silent for a while.
        _time.Advance(TimeSpan.FromSeconds(6));
        await using var second = await TakeNextAsync(camera, listener);
        await stream.GoesOnAsync();
        await second.GoesOnAsync();
        held.ForEach(socket => socket.Dispose());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    public async Task Drip_OneByteAMinute_GivesWayToViewersAndNeverTakesTheirPlace(int page)
    {
        using var camera = new Camera();
        await using var site = new Site(time: _time);
        var listener = site.Start(camera);
        await using var stream = await Stream.StartAsync(listener, camera, Viewer);
        var drips = new List<TcpPeer>();
        for (byte i = 0; i < 31; i++)
        {
            var (drip, device) = await Site.JoinAsync(listener, camera, new IPAddress([127, 1, 0, i]));
            await drip.SendAsync(1);
            await device.ReceiveAsync(1);
            // Everybody may fetch a camera's login page.
            await device.SendAsync(new byte[page]);
            await drip.ReceiveAsync(page);
            drips.Add(drip);
        }

        for (var minute = 1; minute <= 12; minute++)
        {
            foreach (var drip in drips)
                await drip.SendAsync(1);
            await Wait.UntilAsync(() => listener.Counters.BytesIn == 31 * (minute + 1), "the drips");
            await PassAsync(TimeSpan.FromMinutes(1), stream);
            site.Events.Drain().ShouldBeEmpty();
        }

        listener.Counters.Connections.ShouldBe(32);
        await using var second = await TakeNextAsync(camera, listener);
        await stream.GoesOnAsync();
        (await site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.Displaced);
    }

    [Fact]
    public async Task Flood_FromOneSource_IsHeldToItsRateAndOthersGetIn()
    {
        using var camera = new Camera();
        await using var site = new Site(time: _time);
        var listener = site.Start(camera);
        await using var stream = await Stream.StartAsync(listener, camera, Viewer);

        // The check of the next second finds that the viewer is served, so it is no stranger to the device.
        _time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 2000; i++)
            (await TryConnectAsync(listener.LocalEndPoint, IPAddress.Loopback))?.Close(0);

        await Wait.UntilAsync(() => listener.Counters is { Accepted: var accepted, Refused: var refused } && accepted + refused == 2001, "every connection's answer");
        listener.RefusedFor(RelayRefusal.SourceRate).ShouldBeGreaterThan(1800);
        await Wait.UntilAsync(() => listener.Counters.Connections == 1, "the end of the flood's connections");
        await using var known = await TakeNextAsync(camera, listener, Viewer);
        await stream.GoesOnAsync();
    }

    [Fact]
    public async Task NeverRead_EndlessSendersToViewersThatNeverRead_AreCutAndHoldLittle()
    {
        using var camera = new Camera();
        await using var site = new Site(time: _time);
        var listener = site.Start(camera);
        await using var stream = await Stream.StartAsync(listener, camera, Viewer);
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var bytes = new byte[1 << 20];
        var senders = new List<Task>();
        var silent = new List<TcpPeer>();
        for (byte i = 0; i < 20; i++)
        {
            var (viewer, device) = await Site.JoinAsync(listener, camera, new IPAddress([127, 1, 0, i]));
            silent.Add(viewer);
            senders.Add(SendForEverAsync(device, bytes));
        }

        await Wait.UntilAsync(() => listener.Sessions().Count(session => session.BytesOut > 1 << 16) == 21, "streams");
        (GC.GetTotalMemory(forceFullCollection: true) - memory).ShouldBeLessThan(MemoryBound);

        await PassAsync(TimeSpan.FromSeconds(60), stream);
        await Task.WhenAll(senders).InTimeAsync();
        var ends = site.Events.Drain().OfType<RelayEvent.SessionEnded>().ToList();
        ends.Count.ShouldBe(20);
        ends.ShouldAllBe(ended => ended.Reason == RelayEnd.ViewerStalled);
        await stream.GoesOnAsync();
    }

    [Fact]
    public async Task Silence_CameraAcceptsAndSaysNothing_EndsAfterTheIdleTime()
    {
        using var camera = new Camera();
        await using var site = new Site(time: _time);
        var listener = site.Start(camera);
        var (viewer, _) = await Site.JoinAsync(listener, camera);
        await viewer.SendAsync(1);
        await Wait.UntilAsync(() => listener.Counters.BytesIn == 1, "the count of the byte");

        _time.Advance(TimeSpan.FromMinutes(11));

        (await viewer.EndAsync()).ShouldBeNull();
        (await site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason.ShouldBe(RelayEnd.IdleTimeout);
    }

    [Fact]
    public async Task Storm_ThousandsOfShortConnections_LeavesNothing()
    {
        const int Connections = 3000;
        using var camera = new Camera();
        var options = new RelayOptions
        {
            MaxConnectionsPerDevice = 8,
            MaxConnections = 8,
            ConnectionRatePerSource = 100_000,
            ConnectionBurstPerSource = 100_000,
            ConnectionRatePerDevice = 100_000,
            MaxFailuresPerSource = 0,
        };
        await using var site = new Site(options);
        var listener = site.Start(camera);
        var serving = Task.Run(async () =>
        {
            for (var i = 0; i < Connections; i++)
            {
                using var device = await camera.AcceptAsync();
                await device.SendAsync(await device.ReceiveAsync(1));
            }
        });

        for (var i = 0; i < Connections; i++)
        {
            using var viewer = await TcpPeer.ConnectAsync(listener.LocalEndPoint);
            await viewer.SendAsync((byte)i);
            (await viewer.ReceiveAsync(1)).ShouldBe([(byte)i]);

            // Every third just vanishes.
            if (i % 3 == 0)
                viewer.Reset();
            else
                viewer.Dispose();
            await Wait.UntilAsync(() => listener.Counters.Connections < 8, "a place");
        }

        await serving.InTimeAsync();
        await Wait.UntilAsync(() => listener.Counters.Connections == 0, "the last end");
        listener.Counters.Accepted.ShouldBe(Connections);

        // Every place is free again.
        for (var i = 0; i < 8; i++)
            await Site.JoinAsync(listener, camera);
        listener.Counters.Refused.ShouldBe(0);
    }

    /// <summary>Time passes while the viewer's stream moves: standing still for long would be a stall.</summary>
    private async Task PassAsync(TimeSpan time, Stream stream)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(20))
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            await stream.GoesOnAsync();
        }
    }

    private static async Task<Socket?> TryConnectAsync(IPEndPoint endPoint, IPAddress from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(endPoint).InTimeAsync();
            // A reset comes with the answer to the connection or right after it.
            if (!socket.Poll(0, SelectMode.SelectRead))
                return socket;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Turned away.
        }

        socket.Dispose();
        return null;
    }

    /// <summary>A new viewer's stream. The camera has accepted strangers before it.</summary>
    private static async Task<Stream> TakeNextAsync(Camera camera, IRelayListener listener, string from = "127.0.0.9")
    {
        while (camera.HasCaller)
            await camera.AcceptAsync();
        return await Stream.StartAsync(listener, camera, from);
    }

    private static async Task SendForEverAsync(TcpPeer device, byte[] bytes)
    {
        try
        {
            while (true)
                await device.Socket.SendAsync(bytes);
        }
        catch (SocketException)
        {
            // Cut.
        }
    }
}
