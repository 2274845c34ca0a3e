using System.Net;
using System.Net.Sockets;
using System.Text;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Router.Ssdp;

public sealed class SsdpServerTests
{
    [Theory]
    [InlineData(2, "upnp:rootdevice", "upnp:rootdevice")]
    [InlineData(2, "urn:schemas-upnp-org:device:InternetGatewayDevice:1", "urn:schemas-upnp-org:device:InternetGatewayDevice:1")]
    [InlineData(2, "urn:schemas-upnp-org:device:InternetGatewayDevice:2", "urn:schemas-upnp-org:device:InternetGatewayDevice:2")]
    [InlineData(1, "urn:schemas-upnp-org:service:WANIPConnection:1", "urn:schemas-upnp-org:service:WANIPConnection:1")]
    public async Task Search_KnownTarget_IsAnsweredAsAsked(int version, string target, string answered)
    {
        await using var router = await Loopback.StartRouterAsync(new() { IgdVersion = version });
        var answer = (await SearchAsync(router, target)).ShouldNotBeNull();
        answer.ShouldStartWith("HTTP/1.1 200 OK\r\n");
        answer.ShouldContain($"\r\nST: {answered}\r\n");
        answer.ShouldContain($"\r\nLOCATION: {router.DescriptionUrl}\r\n");
        answer.ShouldContain($"\r\nBOOTID.UPNP.ORG: {router.BootId}\r\n");
        answer.ShouldContain($"::{answered}\r\n");
        answer.ShouldEndWith("\r\n\r\n");
        router.Counts[RouterRequest.Search].ShouldBe(1);
    }

    [Theory]
    [InlineData(1, "urn:schemas-upnp-org:device:InternetGatewayDevice:2")]
    [InlineData(2, "urn:schemas-upnp-org:device:InternetGatewayDevice:3")]
    [InlineData(2, "urn:schemas-upnp-org:device:InternetGatewayDevice:0")]
    [InlineData(2, "urn:schemas-upnp-org:device:MediaServer:1")]
    [InlineData(2, "uuid:unknown")]
    public async Task Search_UnknownTarget_IsNotAnswered(int version, string target)
    {
        await using var router = await Loopback.StartRouterAsync(new() { IgdVersion = version });
        (await SearchAsync(router, target, Wire.Silence)).ShouldBeNull();
    }

    [Fact]
    public async Task Search_All_AnswersEveryTargetOnce()
    {
        await using var router = await Loopback.StartRouterAsync();
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await udp.SendAsync(Search("ssdp:all"), new IPEndPoint(router.LanAddress, router.SsdpPort), TestContext.Current.CancellationToken);
        var targets = new List<string>();
        while (targets.Count < 9)
            targets.Add(Line((await Wire.ReceiveAsync(udp)).ShouldNotBeNull(), "ST: "));
        targets.Distinct().Count().ShouldBe(9);
        (await Wire.ReceiveAsync(udp, Wire.Silence)).ShouldBeNull();
    }

    [Theory]
    [InlineData("NOTIFY * HTTP/1.1\r\nST: ssdp:all\r\nMAN: \"ssdp:discover\"\r\n\r\n")]
    [InlineData("M-SEARCH * HTTP/1.1\r\nST: ssdp:all\r\n\r\n")]
    [InlineData("M-SEARCH * HTTP/1.1\r\nMAN: \"ssdp:discover\"\r\n\r\n")]
    [InlineData("")]
    [InlineData("\u0000\u00ff")]
    public async Task Datagram_NoSearch_IsIgnored(string text)
    {
        await using var router = await Loopback.StartRouterAsync();
        (await Wire.AskAsync(new IPEndPoint(router.LanAddress, router.SsdpPort), Encoding.Latin1.GetBytes(text), patience: Wire.Silence)).ShouldBeNull();
        router.Counts[RouterRequest.OtherDatagram].ShouldBe(1);
    }

    [Fact]
    public async Task Search_Multicast_IsHeardWhenJoinedAndAnsweredFromTheRouter()
    {
        await using var router = await Loopback.StartRouterAsync(new() { JoinMulticast = true, AnswerUnicastSearch = false });
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        udp.Client.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.Loopback.GetAddressBytes());
        await udp.SendAsync(Search("upnp:rootdevice"), new IPEndPoint(IPAddress.Parse("239.255.255.250"), router.SsdpPort), TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource(Wire.Patience);
        var answer = await udp.ReceiveAsync(stop.Token);
        answer.RemoteEndPoint.ShouldBe(new IPEndPoint(router.LanAddress, router.SsdpPort));
        (await SearchAsync(router, "upnp:rootdevice", Wire.Silence)).ShouldBeNull();
        router.Counts[RouterRequest.Search].ShouldBe(2);
    }

    [Fact]
    public async Task Notify_StartRebootGoodbye_AreTold()
    {
        using var listener = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var router = await Loopback.StartRouterAsync(new() { NotifyTo = [(IPEndPoint)listener.Client.LocalEndPoint!] });
        var hello = await NotifiedAsync(listener);
        hello.ShouldAllBe(n => Line(n, "NTS: ") == "ssdp:alive" && Line(n, "BOOTID.UPNP.ORG: ") == $"{router.BootId}");

        var location = Line(hello[0], "LOCATION: ");
        var boot = router.BootId;
        await router.RebootAsync();
        var again = await NotifiedAsync(listener);
        again.ShouldAllBe(n => Line(n, "BOOTID.UPNP.ORG: ") == $"{boot + 1}" && Line(n, "LOCATION: ") != location);

        await router.SayGoodbyeAsync();
        (await NotifiedAsync(listener)).ShouldAllBe(n => Line(n, "NTS: ") == "ssdp:byebye");
    }

    private static async Task<List<byte[]>> NotifiedAsync(UdpClient listener)
    {
        var all = new List<byte[]>();
        while (all.Count < 9)
            all.Add((await Wire.ReceiveAsync(listener)).ShouldNotBeNull());
        return all;
    }

    private static async Task<string?> SearchAsync(SimulatedRouter router, string target, TimeSpan? patience = null) =>
        await Wire.AskAsync(new IPEndPoint(router.LanAddress, router.SsdpPort), Search(target), patience: patience) is { } answer
            ? Encoding.UTF8.GetString(answer)
            : null;

    private static byte[] Search(string target) =>
        Encoding.ASCII.GetBytes($"M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: {target}\r\n\r\n");

    private static string Line(byte[] message, string name) =>
        Encoding.UTF8.GetString(message).Split("\r\n").First(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..];
}
