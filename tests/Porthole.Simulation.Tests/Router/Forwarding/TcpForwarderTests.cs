using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Router.Forwarding;

public sealed class TcpForwarderTests : IDisposable
{
    private readonly TcpListener _device = new(Loopback.Next(), 0);

    public TcpForwarderTests() => _device.Start();

    private IPEndPoint Device => (IPEndPoint)_device.LocalEndpoint;

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task Forward_BothWays_CarriesEveryByte()
    {
        await using var router = await Loopback.StartRouterAsync();
        router.AddMapping(Loopback.Mapping(20001, Device));
        using var viewer = await Wire.ConnectAsync(new IPEndPoint(router.WanAddress, 20001));
        using var device = await _device.AcceptSocketAsync();

        // More than any socket buffer, so that both ends really stream.
        var up = Random(4 << 20, seed: 1);
        var down = Random(4 << 20, seed: 2);
        var received = await Task.WhenAll(SendAndReceiveAsync(viewer, up, down.Length), SendAndReceiveAsync(device, down, up.Length));
        received[0].ShouldBe(down);
        received[1].ShouldBe(up);
    }

    [Fact]
    public async Task Forward_ViewerClosesItsSide_DeviceStillAnswers()
    {
        await using var router = await Loopback.StartRouterAsync();
        router.AddMapping(Loopback.Mapping(20001, Device));
        using var viewer = await Wire.ConnectAsync(new IPEndPoint(router.WanAddress, 20001));
        using var device = await _device.AcceptSocketAsync();

        await viewer.SendAsync("question"u8.ToArray());
        viewer.Shutdown(SocketShutdown.Send);
        (await Wire.ReadToEndAsync(device)).ShouldBe("question"u8.ToArray());
        await device.SendAsync("answer"u8.ToArray());
        device.Shutdown(SocketShutdown.Send);
        (await Wire.ReadToEndAsync(viewer)).ShouldBe("answer"u8.ToArray());
    }

    [Fact]
    public async Task Forward_DeviceSeesTheViewersAddress()
    {
        await using var router = await Loopback.StartRouterAsync();
        router.AddMapping(Loopback.Mapping(20001, Device));
        var from = Loopback.Next();
        using var viewer = await Wire.ConnectAsync(new IPEndPoint(router.WanAddress, 20001), from);
        using var device = await _device.AcceptSocketAsync();
        ((IPEndPoint)device.RemoteEndPoint!).Address.ShouldBe(from);
    }

    [Fact]
    public async Task Forward_DeviceRefuses_ViewerIsReset()
    {
        await using var router = await Loopback.StartRouterAsync();
        router.AddMapping(Loopback.Mapping(20001, Device));
        _device.Stop();
        (await Wire.IsResetAsync(new IPEndPoint(router.WanAddress, 20001))).ShouldBeTrue();
    }

    [Fact]
    public async Task Forward_DeviceResets_ViewerIsReset()
    {
        await using var router = await Loopback.StartRouterAsync();
        router.AddMapping(Loopback.Mapping(20001, Device));
        using var viewer = await Wire.ConnectAsync(new IPEndPoint(router.WanAddress, 20001));
        using (var device = await _device.AcceptSocketAsync())
            device.LingerState = new LingerOption(enable: true, seconds: 0);
        (await Wire.ReadToEndAsync(viewer)).ShouldBeNull("a reset, not an orderly end");
    }

    [Fact]
    public async Task Forward_RemoteHost_LetsOnlyThatHostIn()
    {
        await using var router = await Loopback.StartRouterAsync();
        var friend = Loopback.Next();
        router.AddMapping(Loopback.Mapping(20001, Device) with { RemoteHost = friend.ToString() });
        using var viewer = await Wire.ConnectAsync(new IPEndPoint(router.WanAddress, 20001), friend);
        using var device = await _device.AcceptSocketAsync();
        ((IPEndPoint)device.RemoteEndPoint!).Address.ShouldBe(friend);

        (await Wire.IsResetAsync(new IPEndPoint(router.WanAddress, 20001))).ShouldBeTrue();
    }

    [Fact]
    public async Task DropMapping_ConnectionOpen_ClosesIt()
    {
        await using var router = await Loopback.StartRouterAsync();
        router.AddMapping(Loopback.Mapping(20001, Device));
        using var viewer = await Wire.ConnectAsync(new IPEndPoint(router.WanAddress, 20001));
        using var device = await _device.AcceptSocketAsync();
        router.DropMapping(ProtocolType.Tcp, 20001);
        (await IsClosedAsync(viewer)).ShouldBeTrue();
        (await IsClosedAsync(device)).ShouldBeTrue();
    }

    // By an end or by a reset: which of the two comes first is a race of two sockets.
    private static async Task<bool> IsClosedAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static byte[] Random(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static async Task<byte[]> SendAndReceiveAsync(Socket socket, byte[] send, int receive)
    {
        var sending = Task.Run(async () =>
        {
            for (var rest = send.AsMemory(); rest.Length > 0;)
                rest = rest[await socket.SendAsync(rest)..];
        });
        var received = await Wire.ReadAsync(socket, receive);
        await sending;
        return received;
    }
}
