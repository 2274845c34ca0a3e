using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Router.Forwarding;

public sealed class UdpForwarderTests : IDisposable
{
    private readonly UdpClient _device = new(new IPEndPoint(Loopback.Next(), 0));

    private IPEndPoint Device => (IPEndPoint)_device.Client.LocalEndPoint!;

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task Forward_TwoViewers_EachGetsItsOwnAnswer()
    {
        await using var router = await Loopback.StartRouterAsync();
        router.AddMapping(Loopback.Mapping(20001, Device, ProtocolType.Udp)).ShouldBeTrue();
        using var one = await SendAsync(router, "one"u8.ToArray());
        using var two = await SendAsync(router, "two"u8.ToArray());

        for (var i = 0; i < 2; i++)
        {
            var question = await _device.ReceiveAsync(TestContext.Current.CancellationToken);
            await _device.SendAsync((byte[])[.. question.Buffer, (byte)'!'], question.RemoteEndPoint, TestContext.Current.CancellationToken);
        }

        (await Wire.ReceiveAsync(one)).ShouldBe("one!"u8.ToArray());
        (await Wire.ReceiveAsync(two)).ShouldBe("two!"u8.ToArray());
    }

    [Fact]
    public async Task Forward_DeviceSeesTheViewersAddressAndOnePort()
    {
        await using var router = await Loopback.StartRouterAsync();
        router.AddMapping(Loopback.Mapping(20001, Device, ProtocolType.Udp));
        var from = Loopback.Next();
        using var viewer = new UdpClient(new IPEndPoint(from, 0));
        IPEndPoint? seen = null;
        for (var i = 0; i < 3; i++)
        {
            await viewer.SendAsync(new byte[] { 1 }, new IPEndPoint(router.WanAddress, 20001), TestContext.Current.CancellationToken);
            var question = await _device.ReceiveAsync(TestContext.Current.CancellationToken);
            question.RemoteEndPoint.Address.ShouldBe(from);
            question.RemoteEndPoint.ShouldBe(seen ??= question.RemoteEndPoint);
        }
    }

    [Fact]
    public async Task Forward_IdleForFiveMinutes_TakesANewPort()
    {
        var time = new ManualTime();
        await using var router = await Loopback.StartRouterAsync(time: time);
        router.AddMapping(Loopback.Mapping(20001, Device, ProtocolType.Udp));
        using var viewer = await SendAsync(router, [1]);
        var first = (await _device.ReceiveAsync(TestContext.Current.CancellationToken)).RemoteEndPoint;

        time.Advance(TimeSpan.FromMinutes(11));
        await viewer.SendAsync(new byte[] { 2 }, new IPEndPoint(router.WanAddress, 20001), TestContext.Current.CancellationToken);
        (await _device.ReceiveAsync(TestContext.Current.CancellationToken)).RemoteEndPoint.ShouldNotBe(first);
    }

    [Fact]
    public async Task Forward_RemoteHost_DropsStrangers()
    {
        await using var router = await Loopback.StartRouterAsync();
        var friend = Loopback.Next();
        router.AddMapping(Loopback.Mapping(20001, Device, ProtocolType.Udp) with { RemoteHost = friend.ToString() });
        using var stranger = await SendAsync(router, [1]);
        using var viewer = new UdpClient(new IPEndPoint(friend, 0));
        await viewer.SendAsync(new byte[] { 2 }, new IPEndPoint(router.WanAddress, 20001), TestContext.Current.CancellationToken);
        (await _device.ReceiveAsync(TestContext.Current.CancellationToken)).Buffer.ShouldBe([2]);
    }

    [Fact]
    public async Task Forward_DeviceGone_RouterGoesOn()
    {
        await using var router = await Loopback.StartRouterAsync();
        var nobody = new IPEndPoint(Loopback.Next(), 9);
        router.AddMapping(Loopback.Mapping(20001, nobody, ProtocolType.Udp));
        using var viewer = await SendAsync(router, [1]);
        await viewer.SendAsync(new byte[] { 2 }, new IPEndPoint(router.WanAddress, 20001), TestContext.Current.CancellationToken);
        (await Wire.ReceiveAsync(viewer, Wire.Silence)).ShouldBeNull();
        router.Mappings.ShouldHaveSingleItem();
    }

    private static async Task<UdpClient> SendAsync(SimulatedRouter router, byte[] datagram)
    {
        var viewer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await viewer.SendAsync(datagram, new IPEndPoint(router.WanAddress, 20001), TestContext.Current.CancellationToken);
        return viewer;
    }
}
