using System.Net;
using System.Net.Sockets;
using System.Text;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Quirks;

public sealed class SsdpQuirksTests
{
    private static readonly byte[] Search =
        Encoding.ASCII.GetBytes("M-SEARCH * HTTP/1.1\r\nMAN: \"ssdp:discover\"\r\nST: upnp:rootdevice\r\n\r\n");

    public static TheoryData<Quirk, string> Texts => new()
    {
        { RouterQuirks.LowerCaseSsdpHeaders, "\r\nlocation: http://" },
        { RouterQuirks.NoBlankAfterColon, "\r\nLOCATION:http://" },
        { RouterQuirks.SsdpWithBareLineFeeds, "HTTP/1.1 200 OK\nCACHE-CONTROL" },
        { RouterQuirks.LocationCalledAl, "\r\nAL: http://" },
        { RouterQuirks.EmptyServer, "\r\nSERVER:\r\n" },
        { RouterQuirks.InvalidUuid, "\r\nUSN: uuid:UUID-not-set-" },
        { RouterQuirks.OddSsdpStatusLine, "HTTP 1.x 200 OK\r\n" },
        { RouterQuirks.OnlyWifiProvisioning, "\r\nST: urn:schemas-wifialliance-org:device:WFADevice:1\r\n" },
        { RouterQuirks.LocationReads("http://10.0.0.1/a b.xml"), "\r\nLOCATION: http://10.0.0.1/a b.xml\r\n" },
        { RouterQuirks.LocationOnHost("10.0.0.1"), "\r\nLOCATION: http://10.0.0.1:" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Answer_Quirk_IsInTheText(Quirk quirk, string text)
    {
        await using var router = await Loopback.StartRouterAsync(new() { Quirks = [quirk] });
        Encoding.UTF8.GetString((await AskAsync(router)).ShouldNotBeNull()).ShouldContain(text, Case.Sensitive);
    }

    [Fact]
    public async Task DoubledSsdpHeaders_Answer_HasEachTwice()
    {
        await using var router = await Loopback.StartRouterAsync(new() { Quirks = [RouterQuirks.DoubledSsdpHeaders] });
        Encoding.UTF8.GetString((await AskAsync(router)).ShouldNotBeNull()).Split("\r\nLOCATION: ").Length.ShouldBe(3);
    }

    [Fact]
    public async Task NoSearchAnswers_Description_StillWorks()
    {
        await using var router = await Loopback.StartRouterAsync(new() { Quirks = [RouterQuirks.NoSearchAnswers] });
        (await AskAsync(router, Wire.Silence)).ShouldBeNull();
        (await router.GetAsync("/rootDesc.xml")).ShouldNotBeNull();
    }

    [Fact]
    public async Task SearchAnsweredFrom_OtherAddress_ComesFromThere()
    {
        var other = Loopback.Next();
        await using var router = await Loopback.StartRouterAsync(new() { Quirks = [RouterQuirks.SearchAnsweredFrom(other)] });
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await udp.SendAsync(Search, new IPEndPoint(router.LanAddress, router.SsdpPort), TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource(Wire.Patience);
        var answer = await udp.ReceiveAsync(stop.Token);
        answer.RemoteEndPoint.Address.ShouldBe(other);
        answer.RemoteEndPoint.Port.ShouldNotBe(router.SsdpPort);
    }

    [Fact]
    public async Task ChangeSsdpNotify_Null_TellsNothing()
    {
        using var listener = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var router = await Loopback.StartRouterAsync(new()
        {
            NotifyTo = [(IPEndPoint)listener.Client.LocalEndPoint!],
            Quirks = [new() { ChangeSsdpNotify = text => text.Contains("rootdevice", StringComparison.Ordinal) ? text : null }],
        });
        (await Wire.ReceiveAsync(listener)).ShouldNotBeNull();
        (await Wire.ReceiveAsync(listener, Wire.Silence)).ShouldBeNull();
    }

    private static Task<byte[]?> AskAsync(SimulatedRouter router, TimeSpan? patience = null) =>
        Wire.AskAsync(new IPEndPoint(router.LanAddress, router.SsdpPort), Search, patience: patience);
}
