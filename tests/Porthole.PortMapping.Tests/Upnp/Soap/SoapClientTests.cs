using System.Diagnostics;
using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Tests.Upnp.Fakes;
using Porthole.PortMapping.Tests.Upnp.Mappings;
using Porthole.PortMapping.Upnp.Http;

namespace Porthole.PortMapping.Tests.Upnp.Soap;

/// <summary>What a router needs to be called at all.</summary>
public sealed class SoapClientTests
{
    [Quirk("3a 501 page")]
    [Fact]
    public async Task CallAsync_OtherHeaderSpellingWanted_FindsItOnce()
    {
        // WRT120N (syncthing#1696), jupnp#120: a 501 page for any other spelling.
        await using var igd = new FakeIgd();
        igd.OverrideHttp = request => request.Path == "/ctl" && request.Header("SOAPACTION") is null
            ? FakeReply.Xml("<html><body>501 Not Implemented</body></html>", 501)
            : null;
        igd.ActionHeader = "SOAPACTION";
        var sut = await igd.OpenAsync();

        (await sut.GetExternalAddressAsync(default)).IsGranted.ShouldBeTrue();
        (await sut.GetExternalAddressAsync(default)).IsGranted.ShouldBeTrue();

        igd.Server.Requests.Count(request => request.Path == "/ctl").ShouldBe(3);
    }

    [Quirk("3d M-POST")]
    [Fact]
    public async Task CallAsync_PostNotAllowed_SendsMPost()
    {
        // BiglyBT; UPnP Device Architecture 1.0, 3.2.1.
        await using var igd = new FakeIgd();
        igd.OverrideHttp = request => request.Path == "/ctl" && request.Method == "POST" ? FakeReply.Status(405) : null;
        igd.ActionHeader = "01-SOAPACTION";
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request("192.168.1.20"), default)).IsGranted.ShouldBeTrue();

        var request = igd.Server.Requests.Last();
        request.Method.ShouldBe("M-POST");
        request.Header("MAN").ShouldBe("\"http://schemas.xmlsoap.org/soap/envelope/\"; ns=01");
    }

    [Quirk("3c no slash")]
    [Quirk("3c Host header")]
    [Theory]
    [InlineData(404)]
    [InlineData(400)] // a port mismatch draws 400 (nicotine-plus#1566)
    public async Task CallAsync_FirstMeaningOfTheUrlIsWrong_TakesTheNext(int status)
    {
        await using var igd = new FakeIgd();
        igd.OverrideHttp = request => request.Path switch
        {
            "/desc/rootDesc.xml" => FakeReply.Xml(Samples.Description(igd.ServiceType, controlUrl: "ctl")),
            "/desc/ctl" => FakeReply.Status(status),
            _ => null,
        };
        igd.DescriptionPath = "/desc/rootDesc.xml";
        var sut = await igd.OpenAsync();

        (await sut.GetExternalAddressAsync(default)).IsGranted.ShouldBeTrue();

        sut.Soap.ControlUrl.AbsolutePath.ShouldBe("/ctl");
    }

    [Quirk("3c URLBase")]
    [Fact]
    public async Task CallAsync_WrongUrlBase_TakesTheDescriptionsOwn()
    {
        // BiglyBT tries again without URLBase.
        var gone = new FakeHttpServer(_ => FakeReply.Status(200));
        await gone.DisposeAsync();
        await using var igd = new FakeIgd();
        igd.OverrideHttp = request => request.Path == "/rootDesc.xml"
            ? FakeReply.Xml(Samples.Description(igd.ServiceType, urlBase: $"<URLBase>{gone.Root}</URLBase>"))
            : null;
        var sut = await igd.OpenAsync();

        (await sut.GetExternalAddressAsync(default)).IsGranted.ShouldBeTrue();
    }

    [Fact]
    public async Task CallAsync_RouterTakesOneConnectionAtATime_NeverMeetsASecond()
    {
        var active = 0;
        var most = 0;
        await using var igd = new FakeIgd();
        igd.OverrideHttp = _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref active));
            Thread.SpinWait(50_000);
            Interlocked.Decrement(ref active);
            return null;
        };
        var sut = await igd.OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sut.GetExternalAddressAsync(default).AsTask()));

        most.ShouldBe(1);
    }

    [Quirk("3d rate limit")]
    [Theory]
    [InlineData("closed")]
    [InlineData("500")]
    [InlineData("503")]
    public async Task CallAsync_RouterLimitsTheRate_PausesFromThenOn(string answer)
    {
        // go-ethereum, NebulousLabs/go-upnp#11: 200 ms between calls.
        var clock = Stopwatch.StartNew();
        var arrivals = new List<TimeSpan>();
        await using var igd = new FakeIgd();
        igd.OverrideHttp = request =>
        {
            if (request.Path != "/ctl")
            {
                return null;
            }

            arrivals.Add(clock.Elapsed);
            return arrivals.Count != 2 ? null : answer == "closed" ? new FakeReply() : FakeReply.Status(int.Parse(answer));
        };
        var sut = await igd.OpenAsync(time: new EverNow());

        for (var i = 0; i < 4; i++)
        {
            (await sut.GetExternalAddressAsync(default)).IsGranted.ShouldBeTrue();
        }

        // The second call was too hasty and is sent again; it and those after it wait. A timer may ring a little early.
        arrivals.Count.ShouldBe(5);
        arrivals.Zip(arrivals.Skip(1), (one, next) => next - one).Skip(1).ShouldAllBe(gap => gap > TimeSpan.FromMilliseconds(150));
    }

    [Fact]
    public async Task CallAsync_NoAnswer_IsARefusalAndNoException()
    {
        await using var igd = new FakeIgd { Override = _ => new FakeReply { StaysOpen = true } };
        var sut = await igd.OpenAsync(new HttpBounds { Reply = TimeSpan.FromMilliseconds(200) });

        (await sut.GetExternalAddressAsync(default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.NoAnswer);
    }

    [Quirk("3d no SOAP")]
    [Theory]
    [InlineData("<html><body>Please log in</body></html>", RefusalReason.Garbage)]
    [InlineData("Invalid SOAP Packet", RefusalReason.Garbage)] // DrayTek Vigor2900, syncthing#877
    public async Task CallAsync_AnswerIsNoSoap_IsGarbage(string body, RefusalReason reason)
    {
        await using var igd = new FakeIgd { Override = _ => FakeReply.Xml(body) };
        var sut = await igd.OpenAsync();

        (await sut.MapAsync(MapTests.Request("192.168.1.20"), default)).Refusal.ShouldNotBeNull().Reason.ShouldBe(reason);
    }

    [Theory]
    [InlineData(401, RefusalReason.NotAuthorized)]
    [InlineData(403, RefusalReason.NotAuthorized)]
    [InlineData(500, RefusalReason.Unexplained)]
    public async Task CallAsync_HttpStatusWithoutAFault_IsARefusal(int status, RefusalReason reason)
    {
        await using var igd = new FakeIgd { Override = _ => FakeReply.Status(status) };
        var sut = await igd.OpenAsync();

        var refusal = (await sut.MapAsync(MapTests.Request("192.168.1.20"), default)).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(reason);
        refusal.Evidence.ShouldBe($"AddPortMapping: HTTP status {status}");
    }

    [Quirk("3a 401")]
    [Quirk("3d outer namespace")]
    [Fact]
    public async Task CallAsync_Envelope_IsOneLineWithTheNamespaceOnTheActionOnly()
    {
        // 401 for line breaks (TinyUPnP#1), 500 for a default namespace on an outer tag (goupnp).
        await using var igd = new FakeIgd();
        var sut = await igd.OpenAsync();

        await sut.GetExternalAddressAsync(default);

        igd.Server.Requests.Last().Body.ShouldBe(
            "<?xml version=\"1.0\"?>\r\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\">" +
            "<s:Body><u:GetExternalIPAddress xmlns:u=\"urn:schemas-upnp-org:service:WANIPConnection:1\"></u:GetExternalIPAddress></s:Body></s:Envelope>\r\n");
    }

    [Quirk("3c dslforum")]
    [Fact]
    public async Task CallAsync_DslForumService_IsCalledByItsOwnName()
    {
        // Huawei HG531, tailscale#10911.
        await using var igd = new FakeIgd { ServiceType = "urn:dslforum-org:service:WANIPConnection:1" };
        var sut = await igd.OpenAsync();

        (await sut.GetExternalAddressAsync(default)).IsGranted.ShouldBeTrue();
    }

    /// <summary>A clock by which every call follows the one before at once, however slow the machine; its timers are real.</summary>
    private sealed class EverNow : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
