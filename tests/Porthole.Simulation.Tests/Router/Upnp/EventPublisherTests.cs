using System.Net;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Router.Upnp;

public sealed class EventPublisherTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Subscribe_New_SendsTheInitialEvent()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        await using var sink = new EventSink();
        var reply = await SubscribeAsync(router, sink);
        reply.ShouldStartWith("HTTP/1.1 200 OK");
        reply.ShouldContain("Timeout: Second-300\r\n");

        var first = await sink.NextAsync();
        first.Head.ShouldStartWith("NOTIFY /events/1 HTTP/1.1\r\n");
        first.Head.ShouldContain("NT: upnp:event\r\nNTS: upnp:propchange\r\n");
        first.Sid.ShouldBe(Sid(reply));
        first.Sequence.ShouldBe(0u);
        first.Variables["ExternalIPAddress"].ShouldBe(router.WanAddress.ToString());
        first.Variables["PortMappingNumberOfEntries"].ShouldBe("0");
        first.Variables["ConnectionStatus"].ShouldBe("Connected");
        router.Subscriptions.ShouldBe(1);
    }

    [Fact]
    public async Task Notify_Changes_AreToldInOrder()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        await using var sink = new EventSink();
        await SubscribeAsync(router, sink);
        await sink.NextAsync();

        await router.AddAsync(20001);
        var mapped = await sink.NextAsync();
        (mapped.Sequence, mapped.Variables["PortMappingNumberOfEntries"]).ShouldBe((1u, "1"));

        await router.ChangeWanAddressAsync(IPAddress.Parse("198.51.100.7"));
        var moved = await sink.NextAsync();
        (moved.Sequence, moved.Variables["ExternalIPAddress"]).ShouldBe((2u, "198.51.100.7"));

        router.SetConnectionDown();
        var down = await sink.NextAsync();
        (down.Variables["ConnectionStatus"], down.Variables["ExternalIPAddress"]).ShouldBe(("Disconnected", ""));
    }

    [Fact]
    public async Task Subscribe_CommonInterface_TellsTheLink()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        await using var sink = new EventSink();
        await AskAsync(router, "SUBSCRIBE", $"CALLBACK: <{sink.Callback}>\r\nNT: upnp:event\r\n", "/evt/CmnIfCfg");
        (await sink.NextAsync()).Variables.ShouldBe(new Dictionary<string, string> { ["PhysicalLinkStatus"] = "Up" });
        await router.AddAsync(20001);
        router.SetConnectionDown();
        (await sink.NextAsync()).Variables.ShouldBe(new Dictionary<string, string> { ["PhysicalLinkStatus"] = "Down" });
    }

    [Fact]
    public async Task Notify_Quirk_ChangesOrSwallowsTheMessage()
    {
        await using var router = await Loopback.StartRouterAsync(new()
        {
            Quirks = [new() { ChangeEvent = text => text.Contains("SEQ: 0", StringComparison.Ordinal) ? null : text.Replace("SEQ: 1", "SEQ: 7") }],
        });
        await using var sink = new EventSink();
        await SubscribeAsync(router, sink);
        await router.AddAsync(20001);
        (await sink.NextAsync()).Sequence.ShouldBe(7u);
    }

    [Fact]
    public async Task Unsubscribe_Known_EndsIt()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        await using var sink = new EventSink();
        var sid = Sid(await SubscribeAsync(router, sink));
        await sink.NextAsync();
        (await AskAsync(router, "UNSUBSCRIBE", $"SID: {sid}\r\n")).ShouldStartWith("HTTP/1.1 200 OK");
        (await AskAsync(router, "UNSUBSCRIBE", $"SID: {sid}\r\n")).ShouldStartWith("HTTP/1.1 412");
        router.Subscriptions.ShouldBe(0);
        await router.AddAsync(20001);
        (await sink.StaysQuietAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Subscription_NotRenewed_Lapses()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        await using var sink = new EventSink();
        var sid = Sid(await SubscribeAsync(router, sink));
        await sink.NextAsync();

        _time.Advance(TimeSpan.FromSeconds(299));
        (await AskAsync(router, "SUBSCRIBE", $"SID: {sid}\r\nTIMEOUT: Second-300\r\n")).ShouldContain($"SID: {sid}\r\n");
        _time.Advance(TimeSpan.FromSeconds(299));
        await router.AddAsync(20001);
        (await sink.NextAsync()).Variables.ShouldContainKey("PortMappingNumberOfEntries");

        _time.Advance(TimeSpan.FromSeconds(2));
        (await AskAsync(router, "SUBSCRIBE", $"SID: {sid}\r\nTIMEOUT: Second-300\r\n")).ShouldStartWith("HTTP/1.1 412");
    }

    [Theory]
    [InlineData("CALLBACK: <http://127.0.0.9:9/>\r\nNT: upnp:event\r\n", 412)]
    [InlineData("CALLBACK: <http://example.org/>\r\nNT: upnp:event\r\n", 412)]
    [InlineData("CALLBACK: <https://127.0.0.1:9/>\r\nNT: upnp:event\r\n", 412)]
    [InlineData("CALLBACK: http://127.0.0.1:9/\r\nNT: upnp:event\r\n", 412)]
    [InlineData("CALLBACK: <>\r\nNT: upnp:event\r\n", 412)]
    [InlineData("NT: upnp:event\r\n", 412)]
    [InlineData("CALLBACK: <http://127.0.0.1:9/>\r\nNT: other\r\n", 412)]
    [InlineData("SID: uuid:none\r\nNT: upnp:event\r\n", 400)]
    [InlineData("SID: uuid:none\r\n", 412)]
    public async Task Subscribe_Wrong_IsRefused(string headers, int status)
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        (await AskAsync(router, "SUBSCRIBE", headers)).ShouldStartWith($"HTTP/1.1 {status} ");
        router.Subscriptions.ShouldBe(0);
    }

    [Fact]
    public async Task Subscribe_TooMany_IsRefused()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        await using var sink = new EventSink();
        for (var i = 0; i < 64; i++)
            await SubscribeAsync(router, sink);
        (await SubscribeAsync(router, sink)).ShouldStartWith("HTTP/1.1 503");
        router.Subscriptions.ShouldBe(64);
    }

    [Fact]
    public async Task Subscriber_Gone_DoesNotHoldUpTheRouter()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        await AskAsync(router, "SUBSCRIBE", "CALLBACK: <http://127.0.0.1:9/>\r\nNT: upnp:event\r\n");
        await router.AddAsync(20001);
        router.Mappings.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Reboot_Subscribed_ForgetsTheSubscription()
    {
        await using var router = await Loopback.StartRouterAsync(time: _time);
        await using var sink = new EventSink();
        await SubscribeAsync(router, sink);
        await sink.NextAsync();
        await router.RebootAsync();
        router.Subscriptions.ShouldBe(0);
        await router.AddAsync(20001);
        (await sink.StaysQuietAsync()).ShouldBeTrue();
    }

    private static Task<string> SubscribeAsync(SimulatedRouter router, EventSink sink) =>
        AskAsync(router, "SUBSCRIBE", $"CALLBACK: <{sink.Callback}>\r\nNT: upnp:event\r\nTIMEOUT: Second-300\r\n");

    private static async Task<string> AskAsync(SimulatedRouter router, string method, string headers, string path = "/evt/IPConn") =>
        (await Wire.TalkAsync(router.EndPoint(), $"{method} {path} HTTP/1.1\r\nHost: {router.EndPoint()}\r\n{headers}\r\n")).ShouldNotBeNull();

    private static string Sid(string reply) =>
        reply.Split("\r\n").First(l => l.StartsWith("SID: ", StringComparison.Ordinal))["SID: ".Length..];
}
