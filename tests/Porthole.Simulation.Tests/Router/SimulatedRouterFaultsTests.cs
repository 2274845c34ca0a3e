using System.Net;
using System.Net.Sockets;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Router;

public sealed class SimulatedRouterFaultsTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Reboot_Mapped_ForgetsAndAnnounces()
    {
        using var listener = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var router = await Loopback.StartRouterAsync(time: _time);
        router.AnnounceTo((IPEndPoint)listener.Client.LocalEndPoint!);
        await router.AddAsync(20001);
        _time.Advance(TimeSpan.FromSeconds(100));
        var (boot, url) = (router.BootId, router.DescriptionUrl);

        await router.RebootAsync();

        router.Mappings.ShouldBeEmpty();
        router.BootId.ShouldBe(boot + 1);
        router.Epoch.ShouldBe(0);
        router.DescriptionUrl.Port.ShouldNotBe(url.Port);
        await Should.ThrowAsync<SocketException>(() => Wire.ConnectAsync(new IPEndPoint(router.LanAddress, url.Port)));
        await Should.ThrowAsync<SocketException>(() => Wire.ConnectAsync(new IPEndPoint(router.WanAddress, 20001)));
        (await Wire.ReceiveAsync(listener)).ShouldBe([2, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. new byte[12]]);
        (await Wire.ReceiveAsync(listener)).ShouldBe([0, 128, 0, 0, 0, 0, 0, 0, .. router.WanAddress.GetAddressBytes()]);
        (await router.AddAsync(20001)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reboot_FixedPort_ComesBackOnIt()
    {
        using var probe = new TcpListener(IPAddress.Parse("127.0.0.254"), 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        await using var router = await Loopback.StartRouterAsync(new() { HttpPort = port });
        await router.RebootAsync(announce: false);
        router.DescriptionUrl.Port.ShouldBe(port);
        (await router.AddAsync(20001)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reboot_WithoutAnnouncement_TellsNobody()
    {
        using var listener = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var endPoint = (IPEndPoint)listener.Client.LocalEndPoint!;
        await using var router = await Loopback.StartRouterAsync(new() { AnnounceTo = [endPoint] });
        await router.RebootAsync(announce: false);
        (await Wire.ReceiveAsync(listener, Wire.Silence)).ShouldBeNull();
    }

    [Fact]
    public async Task Reboot_AwayForAWhile_AnswersNothingMeanwhile()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        await router.AddAsync(20001);
        var reboot = router.RebootAsync(away: TimeSpan.FromSeconds(30));
        router.Mappings.ShouldBeEmpty();
        (await router.AskPcpAsync([0, 0], patience: Wire.Silence)).ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(30));
        await reboot;
        (await router.AskPcpAsync([0, 0]))!.Number(4).ShouldBe(0u);
    }

    [Fact]
    public async Task GoSilent_ThenResume_AnswersNothingThenAgain()
    {
        await using var router = await Loopback.StartRouterAsync();
        await router.AddAsync(20001);
        router.GoSilent();
        (await router.AskPcpAsync([0, 0], patience: Wire.Silence)).ShouldBeNull();
        (await router.AskPcpAsync(PcpClient.Map(1, 1), patience: Wire.Silence)).ShouldBeNull();
        (await Wire.TalkAsync(router.EndPoint(), ControlPoint.Request(router, "DeletePortMapping", ControlPoint.Key(20001)), patience: Wire.Silence)).ShouldBeNull();
        router.Mappings.ShouldHaveSingleItem("a silent router does not act either").Forwarding.ShouldBeTrue();
        router.Counts[RouterRequest.DeletePortMapping].ShouldBe(1);
        router.Counts[RouterRequest.NatPmpExternalAddress].ShouldBe(1);
        router.Counts[RouterRequest.PcpMap].ShouldBe(1);

        router.Resume();
        (await router.AskPcpAsync([0, 0])).ShouldNotBeNull();
        (await router.AddAsync(20002)).ShouldBeEmpty();
    }

    [Fact]
    public async Task GoSilent_OneProtocol_LeavesTheOthers()
    {
        await using var router = await Loopback.StartRouterAsync();
        router.GoSilent(RouterProtocols.Upnp);
        (await Wire.TalkAsync(router.EndPoint(), "GET /rootDesc.xml HTTP/1.1\r\n\r\n", patience: Wire.Silence)).ShouldBeNull();
        (await router.AskPcpAsync(PcpClient.Map(8554, 20001)))![3].ShouldBe((byte)0);
        router.GoSilent(RouterProtocols.Pcp);
        (await router.AskPcpAsync(PcpClient.Map(8554, 20001)))!.ShouldBe([0, 129, 0, 1, 0, 0, 0, 0], "what is left speaks NAT-PMP");
    }

    [Fact]
    public async Task ChangeWanAddress_Loopback_MovesTheForwarding()
    {
        await using var device = SimulatedCamera.Start(new() { Address = Loopback.Next() });
        await using var router = await Loopback.StartRouterAsync(new() { SecureMode = false });
        var former = router.WanAddress;
        router.AddMapping(Loopback.Mapping(20001, new IPEndPoint(device.Address, device.HttpPort)));
        var next = Loopback.Next();

        await router.ChangeWanAddressAsync(next);

        router.WanAddress.ShouldBe(next);
        router.ReportedAddress.ShouldBe(next);
        (await Wire.TalkAsync(new IPEndPoint(next, 20001), "GET / HTTP/1.0\r\n\r\n")).ShouldNotBeNull().ShouldStartWith("HTTP/1.1 200");
        await Should.ThrowAsync<SocketException>(() => Wire.ConnectAsync(new IPEndPoint(former, 20001)));
    }

    [Fact]
    public async Task ChangeWanAddress_OtherAddress_IsOnlyTold()
    {
        using var listener = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var router = await Loopback.StartRouterAsync(new() { AnnounceTo = [(IPEndPoint)listener.Client.LocalEndPoint!], Protocols = RouterProtocols.NatPmp });
        var wan = router.WanAddress;
        await router.ChangeWanAddressAsync(IPAddress.Parse("203.0.113.9"));
        router.WanAddress.ShouldBe(wan);
        (await Wire.ReceiveAsync(listener))![8..].ShouldBe([203, 0, 113, 9]);
    }

    [Fact]
    public async Task SetConnectionDown_ThenUp_StopsAndResumesForwarding()
    {
        await using var router = await Loopback.StartRouterAsync();
        await router.AddAsync(20001);
        router.SetConnectionDown();
        router.Mappings.ShouldHaveSingleItem().Forwarding.ShouldBeFalse();
        (await router.AddAsync(20002))["errorCode"].ShouldBe("501");
        router.SetConnectionUp();
        router.Mappings.ShouldHaveSingleItem().Forwarding.ShouldBeTrue();
        (await router.AddAsync(20002)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Latency_Set_DelaysEveryAnswer()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        router.Latency = TimeSpan.FromSeconds(5);
        var asking = router.AskPcpAsync([0, 0]);
        await Poll.UntilAsync(() => router.Counts.Total == 1, "the request has arrived");
        await Task.Delay(50, TestContext.Current.CancellationToken);
        asking.IsCompleted.ShouldBeFalse();
        (await _time.RunAsync(asking, TimeSpan.FromSeconds(5))).ShouldNotBeNull();
    }

    [Fact]
    public async Task Counts_CallsSideBySide_AreNoticed()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        await router.AddAsync(20001);
        router.Counts.MostHttpAtOnce.ShouldBe(1);
        router.Latency = TimeSpan.FromSeconds(1);
        var calls = Task.WhenAll(router.AddAsync(20002), router.AddAsync(20003), router.AddAsync(20004));
        await Poll.UntilAsync(() => router.Counts.MostHttpAtOnce == 3, "three are under way");
        await _time.RunAsync(calls, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Counts_Reset_StartFromZero()
    {
        await using var router = await Loopback.StartRouterAsync();
        await router.AddAsync(20001);
        await router.AskPcpAsync([0, 0]);
        router.Counts.ToString().ShouldBe("AddPortMapping 1, NatPmpExternalAddress 1");
        router.Counts.Total.ShouldBe(2);
        router.Counts.Reset();
        router.Counts.Total.ShouldBe(0);
    }

    [Fact]
    public async Task Start_ProtocolsOff_TheirPortsAreClosed()
    {
        await using var router = await Loopback.StartRouterAsync(RouterProfile.SwitchedOff.Options);
        await Should.ThrowAsync<SocketException>(() => Wire.ConnectAsync(router.EndPoint()));
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        udp.Connect(router.LanAddress, router.PcpPort);
        await udp.SendAsync(new byte[] { 0, 0 }, TestContext.Current.CancellationToken);
        await Should.ThrowAsync<SocketException>(async () => await udp.ReceiveAsync(TestContext.Current.CancellationToken));
        await router.RebootAsync();
        await Should.ThrowAsync<SocketException>(() => Wire.ConnectAsync(router.EndPoint()));
    }

    [Fact]
    public async Task Start_PortTaken_ThrowsAndLeavesNothingBehind()
    {
        await using var first = await Loopback.StartRouterAsync();
        var options = new SimulatedRouterOptions { SsdpPort = first.SsdpPort, PcpPort = 0 };
        await Should.ThrowAsync<SocketException>(() => Loopback.StartRouterAsync(options));
        await first.DisposeAsync();
        await using var second = await Loopback.StartRouterAsync(options);
        second.SsdpPort.ShouldBe(options.SsdpPort);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Start_UnknownVersion_Throws(int version) =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => SimulatedRouter.StartAsync(new() { IgdVersion = version }));

    [Fact]
    public async Task Dispose_Twice_IsFine()
    {
        var router = await Loopback.StartRouterAsync();
        await router.AddAsync(20001);
        await router.DisposeAsync();
        await router.DisposeAsync();
        await Should.ThrowAsync<SocketException>(() => Wire.ConnectAsync(new IPEndPoint(router.WanAddress, 20001)));
    }
}
