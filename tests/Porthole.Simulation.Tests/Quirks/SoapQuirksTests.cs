using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Quirks;

public sealed class SoapQuirksTests
{
    public static TheoryData<string, Quirk, int> Refusals => new()
    {
        { "a fault of choice", RouterQuirks.Fault("AddPortMapping", -911), -911 },
        { "402 for a lease", RouterQuirks.TimedLeaseIsInvalid, 402 },
        { "724", RouterQuirks.SamePortRequired, 724 },
        { "715", RouterQuirks.RemoteHostMustBeGiven, 715 },
        { "727", RouterQuirks.ExternalWildcardOnly, 727 },
        { "402 for a protocol in lower case", RouterQuirks.UpperCaseProtocolOnly with { ChangeCall = call => call with { Arguments = [.. call.Arguments.Select(a => a.Key == "NewProtocol" ? new("NewProtocol", "tcp") : a)] } }, 402 },
        { "a test's own", new Quirk { AnswerSoap = call => call["NewExternalPort"] == "20001" ? SoapReply.Fault(899) : null }, 899 },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Add_Refused_GivesTheCodeAndStoresNothing(string what, Quirk quirk, int code)
    {
        await using var router = await Loopback.StartRouterAsync(new() { Quirks = [quirk] });
        (await router.AddAsync(20001))["errorCode"].ShouldBe($"{code}", what);
        router.Mappings.ShouldBeEmpty(what);
        router.Counts[RouterRequest.AddPortMapping].ShouldBe(1, what);

        router.Quirks.Remove(quirk).ShouldBeTrue();
        (await router.AddAsync(20001)).ShouldBeEmpty(what);
    }

    [Fact]
    public async Task Add_RefusalThatDoesNotFit_LeavesTheCallAlone()
    {
        await using var router = await Loopback.StartRouterAsync();
        router.Quirks.Add(
            RouterQuirks.PermanentLeaseIsInvalid, RouterQuirks.RemoteHostMustBeEmpty, RouterQuirks.ArgumentOrderMatters,
            RouterQuirks.SoapActionSpelled("SOAPAction"), RouterQuirks.SoapActionQuoted, RouterQuirks.ContentTypeMustBeXml,
            RouterQuirks.HostMustNamePort, RouterQuirks.LongestTarget(128));
        (await router.AddAsync(20001)).ShouldBeEmpty();
        router.Quirks.Count.ShouldBe(8);
        (await router.AddAsync(20002, lease: 0))["errorCode"].ShouldBe("402");
        (await router.AddAsync(20002, remoteHost: "127.0.0.9"))["errorCode"].ShouldBe("726");
        (await router.CallAsync("AddPortMapping", [("NewProtocol", "TCP"), ("NewExternalPort", "20002"), ("NewLeaseDuration", "1")]))["errorCode"].ShouldBe("402");
    }

    [Theory]
    [InlineData("SOAPAction:", "Soapaction:", 501)]
    [InlineData("#GetStatusInfo\"", "#GetStatusInfo", 400)]
    [InlineData("Content-Type: text/xml", "Content-Type: application/soap+xml", 415)]
    [InlineData("/ctl/IPConn", "/ctl/IPConn?0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789", 414)]
    public async Task Call_FormDisliked_IsAWebPage(string right, string wrong, int status)
    {
        await using var router = await Loopback.StartRouterAsync();
        router.Quirks.Add(
            RouterQuirks.SoapActionSpelled("SOAPAction"), RouterQuirks.SoapActionQuoted, RouterQuirks.ContentTypeMustBeXml, RouterQuirks.LongestTarget(128));
        var request = ControlPoint.Request(router, "GetStatusInfo", []);
        (await Wire.TalkAsync(router.EndPoint(), request.Replace(right, wrong))).ShouldNotBeNull().ShouldStartWith($"HTTP/1.1 {status} ");
        (await Wire.TalkAsync(router.EndPoint(), request)).ShouldNotBeNull().ShouldStartWith("HTTP/1.1 200");
    }

    [Fact]
    public async Task Call_HtmlInPlaceOfSoap_IsALoginPage()
    {
        await using var router = await Loopback.StartRouterAsync(new() { Quirks = [RouterQuirks.HtmlInPlaceOfSoap(501, "Not Implemented")] });
        var reply = (await Wire.TalkAsync(router.EndPoint(), ControlPoint.Request(router, "GetStatusInfo", []))).ShouldNotBeNull();
        reply.ShouldStartWith("HTTP/1.1 501 Not Implemented\r\n");
        reply.ShouldContain("<html>");
        router.Counts[RouterRequest.GetStatusInfo].ShouldBe(1);
    }

    [Fact]
    public async Task Fault_MixedCaseAndStatus200_AreAsMet()
    {
        await using var router = await Loopback.StartRouterAsync();
        router.Quirks.Add(RouterQuirks.Fault("GetStatusInfo", 725), RouterQuirks.FaultCodeInMixedCase, RouterQuirks.FaultsWithStatus200);
        var reply = (await Wire.TalkAsync(router.EndPoint(), ControlPoint.Request(router, "GetStatusInfo", []))).ShouldNotBeNull();
        reply.ShouldStartWith("HTTP/1.1 200 OK\r\n");
        reply.ShouldContain("<faultCode>s:Client</faultCode>", Case.Sensitive);
        reply.ShouldContain("<errorCode>725</errorCode><errorDescription>OnlyPermanentLeasesSupported</errorDescription>");
    }

    [Fact]
    public async Task Call_ExtensionFrameworkOnly_RefusesPost()
    {
        await using var router = await Loopback.StartRouterAsync(new() { Quirks = [RouterQuirks.ExtensionFrameworkOnly] });
        var request = ControlPoint.Request(router, "GetStatusInfo", []);
        (await Wire.TalkAsync(router.EndPoint(), request)).ShouldNotBeNull().ShouldStartWith("HTTP/1.1 405 ");
        (await Wire.TalkAsync(router.EndPoint(), "M-" + request)).ShouldNotBeNull().ShouldStartWith("HTTP/1.1 200 ");
    }

    [Fact]
    public async Task Call_FasterThanTheLimit_Is500()
    {
        var time = new ManualTime();
        await using var router = await Loopback.StartRouterAsync(new() { Quirks = [RouterQuirks.RateLimit(TimeSpan.FromMilliseconds(200), time)] }, time);
        var request = ControlPoint.Request(router, "GetStatusInfo", []);
        (await Wire.TalkAsync(router.EndPoint(), request))!.ShouldStartWith("HTTP/1.1 200 ");
        (await Wire.TalkAsync(router.EndPoint(), request))!.ShouldStartWith("HTTP/1.1 500 ");
        time.Advance(TimeSpan.FromMilliseconds(200));
        (await Wire.TalkAsync(router.EndPoint(), request))!.ShouldStartWith("HTTP/1.1 200 ");
    }

    [Fact]
    public async Task Reply_OwnBodyOrStatus_IsSentAsGiven()
    {
        await using var router = await Loopback.StartRouterAsync();
        router.Quirks.Add(new Quirk { ChangeSoap = (_, reply) => reply with { Body = "<a/>", StatusLine = "HTTP/1.0 204 Fine" } });
        var reply = (await Wire.TalkAsync(router.EndPoint(), ControlPoint.Request(router, "GetStatusInfo", []))).ShouldNotBeNull();
        reply.ShouldStartWith("HTTP/1.0 204 Fine\r\n");
        ControlPoint.Body(reply).ShouldBe("<a/>");
    }
}
