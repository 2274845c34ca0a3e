using System.Text;
using System.Xml.Linq;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Quirks;

public sealed class HttpQuirksTests
{
    [Fact]
    public async Task ChunkedReplies_Description_IsWholeForAnOrdinaryClient()
    {
        await using var router = await StartAsync(RouterQuirks.ChunkedReplies);
        var raw = (await router.GetAsync("/rootDesc.xml")).ShouldNotBeNull();
        raw.ShouldContain("Transfer-Encoding: chunked\r\n");
        raw.ShouldNotContain("Content-Length");
        ControlPoint.Body(raw).ShouldStartWith("3e8;porthole=1\r\n");
        raw.ShouldEndWith("\r\n0\r\n\r\n");
        using var client = new HttpClient();
        XDocument.Parse(await client.GetStringAsync(router.DescriptionUrl, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task NoContentLength_ConnectionEnds_IsWhole()
    {
        await using var router = await StartAsync(RouterQuirks.NoContentLength);
        var raw = (await router.GetAsync("/rootDesc.xml")).ShouldNotBeNull();
        raw.ShouldNotContain("Content-Length");
        XDocument.Parse(ControlPoint.Body(raw));
    }

    [Fact]
    public async Task NoContentLengthLeftOpen_Connection_StaysOpen()
    {
        await using var router = await StartAsync(RouterQuirks.NoContentLengthLeftOpen);
        using var socket = await Wire.ConnectAsync(router.EndPoint());
        await socket.SendAsync("GET /rootDesc.xml HTTP/1.1\r\n\r\n"u8.ToArray());
        var text = "";
        while (!text.Contains("</root>", StringComparison.Ordinal))
            text += Encoding.UTF8.GetString(await Wire.ReadAsync(socket, 1));
        (await Wire.ReadToEndAsync(socket, Wire.Silence)).ShouldBeNull("no end comes");
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(10)]
    public async Task WrongContentLength_Error_IsSent(int error)
    {
        await using var router = await StartAsync(RouterQuirks.WrongContentLength(error));
        var raw = (await router.GetAsync("/rootDesc.xml")).ShouldNotBeNull();
        raw.ShouldContain($"Content-Length: {Encoding.Latin1.GetByteCount(ControlPoint.Body(raw)) + error}\r\n");
    }

    [Fact]
    public async Task HeadersOdd_Reply_IsSpelledSo()
    {
        await using var router = await StartAsync(RouterQuirks.LowerCaseHttpHeaders, RouterQuirks.HttpWithBareLineFeeds, RouterQuirks.ContentTypeHtml);
        var raw = (await router.GetAsync("/rootDesc.xml")).ShouldNotBeNull();
        raw.ShouldStartWith("HTTP/1.1 200 OK\ncontent-type:text/html\n", Case.Sensitive);
        raw.ShouldContain("\ncontent-length:", Case.Sensitive);
        raw.ShouldNotContain("\r\n\r\n");
    }

    [Fact]
    public async Task DrippedReplies_Slowly_ArriveWhole()
    {
        var time = new ManualTime();
        await using var router = await Loopback.StartRouterAsync(new() { Quirks = [RouterQuirks.DrippedReplies(100, TimeSpan.FromSeconds(1))] }, time);
        var getting = router.GetAsync("/rootDesc.xml");
        XDocument.Parse(ControlPoint.Body((await time.RunAsync(getting, TimeSpan.FromSeconds(1))).ShouldNotBeNull()));
    }

    [Fact]
    public async Task ResetAfter_Bytes_BreaksTheConnectionThere()
    {
        await using var router = await StartAsync(RouterQuirks.ResetAfter(100));
        using var socket = await Wire.ConnectAsync(router.EndPoint());
        await socket.SendAsync("GET /rootDesc.xml HTTP/1.1\r\n\r\n"u8.ToArray());
        (await Wire.ReadAsync(socket, 1)).ShouldBe([(byte)'H']);
        (await Wire.ReadToEndAsync(socket)).ShouldBeNull();
    }

    [Fact]
    public async Task RawReplies_Text_IsAllThatComes()
    {
        await using var router = await StartAsync(RouterQuirks.RawReplies("ICY 200 OK\r\n\r\n"));
        (await router.GetAsync("/rootDesc.xml")).ShouldBe("ICY 200 OK\r\n\r\n");
    }

    [Fact]
    public async Task ChangeHttp_Null_KeepsSilent()
    {
        await using var router = await StartAsync(RouterQuirks.Http(call => call.Method == "POST", _ => null));
        (await Wire.TalkAsync(router.EndPoint(), ControlPoint.Request(router, "GetStatusInfo", []), patience: Wire.Silence)).ShouldBeNull();
        (await router.GetAsync("/rootDesc.xml")).ShouldNotBeNull();
    }

    [Fact]
    public async Task SlowAction_OneOnly_IsDelayed()
    {
        var time = new ManualTime();
        await using var router = await Loopback.StartRouterAsync(new() { Quirks = [RouterQuirks.SlowAction("DeletePortMapping", TimeSpan.FromSeconds(4))] }, time);
        (await router.AddAsync(20001)).ShouldBeEmpty();
        var deleting = router.CallAsync("DeletePortMapping", ControlPoint.Key(20001));
        await Poll.UntilAsync(() => router.Mappings.Count == 0, "the router has acted");
        await Task.Delay(50, TestContext.Current.CancellationToken);
        deleting.IsCompleted.ShouldBeFalse();
        (await time.RunAsync(deleting, TimeSpan.FromSeconds(4))).ShouldBeEmpty();
    }

    [Fact]
    public async Task OneSegmentOnly_RequestInPieces_IsRefused()
    {
        await using var router = await StartAsync(RouterQuirks.OneSegmentOnly);
        var request = ControlPoint.Request(router, "GetStatusInfo", []);
        (await Wire.TalkAsync(router.EndPoint(), request)).ShouldNotBeNull().ShouldStartWith("HTTP/1.1 200");

        using var socket = await Wire.ConnectAsync(router.EndPoint());
        var cut = request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        await socket.SendAsync(Encoding.ASCII.GetBytes(request[..cut]));

        // The router must have read the first piece before the second one is sent.
        await Task.Delay(200, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request[cut..]));
        Encoding.ASCII.GetString((await Wire.ReadToEndAsync(socket)).ShouldNotBeNull()).ShouldStartWith("HTTP/1.1 400");
    }

    [Fact]
    public async Task HostMustNamePort_WithoutPort_IsRefused()
    {
        await using var router = await StartAsync(RouterQuirks.HostMustNamePort);
        (await Wire.TalkAsync(router.EndPoint(), "GET /rootDesc.xml HTTP/1.1\r\nHost: 127.0.0.254\r\n\r\n")).ShouldNotBeNull().ShouldStartWith("HTTP/1.1 400");
    }

    private static Task<SimulatedRouter> StartAsync(params Quirk[] quirks) => Loopback.StartRouterAsync(new() { Quirks = [.. quirks] });
}
