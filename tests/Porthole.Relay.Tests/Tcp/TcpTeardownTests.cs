using System.Net.Sockets;
using Porthole.Relay.Tests.Support;

namespace Porthole.Relay.Tests.Tcp;

/// <summary>
/// Each of the four half-links (read from and write to the viewer, read from and write to the device) ends or fails, in each phase.
/// The list of cases is that of dotnet/yarp#239.
/// </summary>
public sealed class TcpTeardownTests
{
    public enum Phase
    {
        Open,
        ViewerFinished,
        DeviceFinished,
    }

    public enum Side
    {
        Viewer,
        Device,
    }

    [Theory]
    [InlineData(Phase.Open, Side.Viewer)]
    [InlineData(Phase.Open, Side.Device)]
    public async Task Finish_OfOneSide_LeavesTheOtherDirectionOpen(Phase phase, Side side)
    {
        await using var pair = await JoinAsync(phase);
        var (actor, other) = pair.From(side);

        await actor.SendAsync(1, 2);
        actor.Finish();
        (await other.ReceiveAsync(2)).ShouldBe([1, 2]);
        (await other.EndAsync()).ShouldBeNull();

        await other.SendAsync(3);
        (await actor.ReceiveAsync(1)).ShouldBe([3]);
        pair.Listener.Counters.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData(Phase.ViewerFinished, Side.Device)]
    [InlineData(Phase.DeviceFinished, Side.Viewer)]
    public async Task Finish_OfTheSecondSide_CompletesTheSession(Phase phase, Side side)
    {
        await using var pair = await JoinAsync(phase);
        var (actor, other) = pair.From(side);

        await actor.SendAsync(1);
        actor.Finish();

        (await other.ReceiveAsync(1)).ShouldBe([1]);
        (await other.EndAsync()).ShouldBeNull();
        (await actor.EndAsync()).ShouldBeNull();
        (await pair.EndAsync()).ShouldBe(RelayEnd.Completed);
    }

    [Theory]
    [InlineData(Phase.Open, Side.Viewer, RelayEnd.ViewerFailed)]
    [InlineData(Phase.Open, Side.Device, RelayEnd.DeviceFailed)]
    [InlineData(Phase.ViewerFinished, Side.Device, RelayEnd.DeviceFailed)]
    [InlineData(Phase.DeviceFinished, Side.Viewer, RelayEnd.ViewerFailed)]
    public async Task Read_SideIsReset_OtherSideIsResetToo(Phase phase, Side side, RelayEnd expected)
    {
        await using var pair = await JoinAsync(phase);
        var (actor, other) = pair.From(side);

        actor.Reset();

        (await other.EndAsync()).ShouldBe(SocketError.ConnectionReset);
        (await pair.EndAsync()).ShouldBe(expected);
    }

    /// <summary>Nobody reads from a side that has finished, so its reset is found by the next write.</summary>
    [Theory]
    [InlineData(Phase.ViewerFinished, Side.Viewer, RelayEnd.ViewerFailed)]
    [InlineData(Phase.DeviceFinished, Side.Device, RelayEnd.DeviceFailed)]
    public async Task Write_FinishedSideIsGone_OtherSideIsReset(Phase phase, Side side, RelayEnd expected)
    {
        await using var pair = await JoinAsync(phase);
        var (actor, other) = pair.From(side);

        actor.Reset();

        await FloodAsync(other);
        (await pair.EndAsync()).ShouldBe(expected);
    }

    /// <summary>A program that is closed sends FIN like one that only finished; that it does not listen any more shows in its RST to the next bytes.</summary>
    [Theory]
    [InlineData(Phase.Open, Side.Viewer, RelayEnd.ViewerFailed)]
    [InlineData(Phase.Open, Side.Device, RelayEnd.DeviceFailed)]
    public async Task Write_SideWasClosed_OtherSideIsReset(Phase phase, Side side, RelayEnd expected)
    {
        await using var pair = await JoinAsync(phase);
        var (actor, other) = pair.From(side);

        actor.Dispose();

        await FloodAsync(other);
        (await pair.EndAsync()).ShouldBe(expected);
    }

    [Theory]
    [InlineData(Phase.Open, Side.Viewer, RelayEnd.ViewerFailed)]
    [InlineData(Phase.Open, Side.Device, RelayEnd.DeviceFailed)]
    public async Task Write_PendingWhenTheSideIsReset_OtherSideIsReset(Phase phase, Side side, RelayEnd expected)
    {
        await using var pair = await JoinAsync(phase);
        var (actor, other) = pair.From(side);
        var flood = FloodAsync(other);
        await Pipes.AreFullAsync(pair.Listener);

        actor.Reset();

        await flood.InTimeAsync();
        (await pair.EndAsync()).ShouldBe(expected);
    }

    [Theory]
    [InlineData(Phase.Open, 3)]
    [InlineData(Phase.ViewerFinished, 3)]
    [InlineData(Phase.DeviceFinished, 3)]
    [InlineData(Phase.Open, 0)]
    public async Task Stop_InAnyPhase_EndsBothSidesInOrder(Phase phase, int drainSeconds)
    {
        var time = new ManualTime();
        await using var pair = await JoinAsync(phase, new RelayOptions { DrainTimeout = TimeSpan.FromSeconds(drainSeconds) }, time);

        await time.PassUntilAsync(pair.Listener.DisposeAsync().AsTask());

        (await pair.Viewer.EndAsync()).ShouldBeNull();
        (await pair.Device.EndAsync()).ShouldBeNull();
        (await pair.EndAsync()).ShouldBe(RelayEnd.Stopped);
        pair.Listener.Counters.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Finish_AfterAFullPipe_NoByteIsLost()
    {
        await using var pair = await JoinAsync(Phase.Open);
        var bytes = new byte[40_000_000];
        Random.Shared.NextBytes(bytes);

        var sending = pair.Device.Socket.SendAsync(bytes);
        await Pipes.AreFullAsync(pair.Listener);
        var received = await pair.Viewer.ReceiveAsync(bytes.Length);
        await sending;
        pair.Device.Finish();

        received.AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        (await pair.Viewer.EndAsync()).ShouldBeNull();
    }

    private static async Task<Pair> JoinAsync(Phase phase, RelayOptions? options = null, ManualTime? time = null)
    {
        var camera = new Camera();
        var site = new Site(options, time);
        var listener = site.Start(camera);
        var (viewer, device) = await Site.JoinAsync(listener, camera);
        await viewer.PassAsync(device, listener);
        await device.PassAsync(viewer, listener);

        if (phase != Phase.Open)
        {
            var (first, second) = phase == Phase.ViewerFinished ? (viewer, device) : (device, viewer);
            first.Finish();
            (await second.EndAsync()).ShouldBeNull();
        }

        return new Pair(site, camera, listener, viewer, device);
    }

    private static async Task FloodAsync(TcpPeer from)
    {
        var bytes = new byte[65536];
        var error = await Should.ThrowAsync<SocketException>(async () =>
        {
            while (true)
                await from.Socket.SendAsync(bytes).InTimeAsync();
        });
        error.SocketErrorCode.ShouldBeOneOf(SocketError.ConnectionReset, SocketError.Shutdown);
    }

    private sealed record Pair(Site Site, Camera Camera, IRelayListener Listener, TcpPeer Viewer, TcpPeer Device) : IAsyncDisposable
    {
        public (TcpPeer Actor, TcpPeer Other) From(Side side) => side == Side.Viewer ? (Viewer, Device) : (Device, Viewer);

        public async Task<RelayEnd> EndAsync() => (await Site.Events.NextAsync<RelayEvent.SessionEnded>()).Reason;

        public async ValueTask DisposeAsync()
        {
            Viewer.Dispose();
            Device.Dispose();
            Camera.Dispose();
            await Site.DisposeAsync();
        }
    }
}
