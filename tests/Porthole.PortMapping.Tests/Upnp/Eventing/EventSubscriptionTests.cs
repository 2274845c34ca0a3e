using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.Tests.Discovery;
using Porthole.PortMapping.Tests.Upnp.Fakes;
using Porthole.PortMapping.Upnp.Eventing;
using Porthole.PortMapping.Upnp.Http;

namespace Porthole.PortMapping.Tests.Upnp.Eventing;

public sealed class EventSubscriptionTests
{
    private const string Body = "<e:propertyset xmlns:e=\"urn:schemas-upnp-org:event-1-0\"><e:property><ExternalIPAddress>198.51.100.9</ExternalIPAddress></e:property></e:propertyset>";

    private readonly ManualTime _time = new();
    private readonly ConcurrentQueue<EventProperties> _events = [];
    private readonly FakeSink _sink = new();
    private readonly CancellationTokenSource _stop = new();

    [Fact]
    public async Task RunAsync_RouterGrants_SubscribesRenewsAndTakesItsLeave()
    {
        await using var router = new FakeHttpServer(request => Granted(600));
        var running = Start(router);

        await _time.RunAsync(TimeSpan.FromSeconds(2));
        await Requests(router, 1);
        await _time.RunAsync(TimeSpan.FromSeconds(300));
        await Requests(router, 2);
        await _time.RunAsync(TimeSpan.FromSeconds(300));
        await Requests(router, 3);
        await _stop.CancelAsync();
        await running;

        var requests = router.Requests.ToArray();
        requests[0].Header("NT").ShouldBe("upnp:event");
        requests[0].Header("TIMEOUT").ShouldBe("Second-1800");
        requests[0].Header("CALLBACK").ShouldNotBeNull().ShouldMatch("^<http://127\\.0\\.0\\.1:\\d+/[0-9a-f]{32}>$");
        requests[1].Header("SID").ShouldBe("uuid:sub-1");
        requests[1].Header("CALLBACK").ShouldBeNull();
        requests.Select(request => request.Method).ShouldBe(["SUBSCRIBE", "SUBSCRIBE", "SUBSCRIBE", "UNSUBSCRIBE"]);
    }

    /// <summary>The router holds the subscription from the moment it takes the request; its answer still has to name it.</summary>
    [Fact]
    public async Task RunAsync_EndsWhileTheRouterAnswers_TakesItsLeaveAllTheSame()
    {
        await using var router = new FakeHttpServer(_ => Granted(600) with { Pause = TimeSpan.FromMilliseconds(200) });
        var running = Start(router);
        await _time.RunAsync(TimeSpan.FromSeconds(2));
        await Requests(router, 1);

        await _stop.CancelAsync();
        await running;

        router.Requests.Select(request => request.Method).ShouldBe(["SUBSCRIBE", "UNSUBSCRIBE"]);
    }

    [Fact]
    public async Task RunAsync_EndsWhileTheRouterIsSilent_WaitsASecondAtMost()
    {
        await using var router = new FakeHttpServer(_ => new FakeReply { StaysOpen = true });
        var running = Start(router);
        await _time.RunAsync(TimeSpan.FromSeconds(2));
        await Requests(router, 1);

        await _stop.CancelAsync();
        running.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));

        await running;
        router.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_RenewalRefused_SubscribesAnew()
    {
        await using var router = new FakeHttpServer(request => request.Header("SID") is null ? Granted(600) : FakeReply.Status(412));
        var running = Start(router);

        await _time.RunAsync(TimeSpan.FromSeconds(2));
        await Requests(router, 1);
        await _time.RunAsync(TimeSpan.FromSeconds(300));
        await Requests(router, 2);
        await _time.RunAsync(TimeSpan.FromSeconds(60));
        await Requests(router, 3);
        await _stop.CancelAsync();
        await running;

        router.Requests.ToArray()[2].Header("CALLBACK").ShouldNotBeNull();
    }

    [Fact]
    public async Task RunAsync_RouterHasNoEvents_GivesUp()
    {
        await using var router = new FakeHttpServer(_ => FakeReply.Status(501));

        var running = Start(router);
        _time.Advance(TimeSpan.FromSeconds(2));
        await running;

        router.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_RouterSendsAnEvent_IsReceivedAndAnswered()
    {
        await using var router = new FakeHttpServer(_ => Granted(1800));
        var running = Start(router);
        var callback = await SubscribedAsync(router);

        (await NotifyAsync(callback, $"NOTIFY {callback.AbsolutePath} HTTP/1.1\r\nHOST: x\r\nNT: upnp:event\r\nSID: uuid:sub-1\r\nSEQ: 0\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"))
            .ShouldStartWith("HTTP/1.1 200 OK");

        // Without a length and LF alone: the end of the document is the end of the message.
        (await NotifyAsync(callback, $"NOTIFY {callback.AbsolutePath} HTTP/1.0\n\n{Body}")).ShouldStartWith("HTTP/1.1 200 OK");
        await _stop.CancelAsync();
        await running;

        _events.Select(properties => properties.ExternalAddress).ShouldBe(["198.51.100.9", "198.51.100.9"]);
        _sink.Voice.ShouldContain("due");
        _sink.Voice.Count(told => told == "spoke").ShouldBe(2);
    }

    /// <summary>UPnP Device Architecture 1.1, 4.3.2: who misses an event ends the subscription and subscribes anew.</summary>
    [Fact]
    public async Task RunAsync_NumbersHaveAGap_IsToldAndSubscribedAnew()
    {
        await using var router = new FakeHttpServer(_ => Granted(1800));
        var running = Start(router);
        var callback = await SubscribedAsync(router);

        await SendAsync(callback, seq: "0", "198.51.100.1");
        await SendAsync(callback, seq: "1", "198.51.100.2");
        _sink.Missed.ShouldBeEmpty();
        await SendAsync(callback, seq: "3", "198.51.100.3");
        await Requests(router, 3);

        // The router names the new subscription as the old one, and counts anew.
        await SendAsync(callback, seq: "0", "198.51.100.4");
        await _stop.CancelAsync();
        await running;

        _sink.Missed.ShouldBe(["event 3 followed event 1"]);
        _events.Select(properties => properties.ExternalAddress).ShouldBe(["198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4"]);
        var requests = router.Requests.ToArray();
        requests.Select(request => request.Method).ShouldBe(["SUBSCRIBE", "UNSUBSCRIBE", "SUBSCRIBE", "UNSUBSCRIBE"]);
        requests[1].Header("SID").ShouldBe("uuid:sub-1");
        requests[2].Header("CALLBACK").ShouldBe($"<{callback}>");
    }

    [Fact]
    public async Task RunAsync_EventComesAgainOrTooLate_IsNotTakenTwice()
    {
        await using var router = new FakeHttpServer(_ => Granted(1800));
        var running = Start(router);
        var callback = await SubscribedAsync(router);

        await SendAsync(callback, seq: "0", "198.51.100.1");
        await SendAsync(callback, seq: "1", "198.51.100.2");
        await SendAsync(callback, seq: "1", "198.51.100.2");
        _sink.Missed.ShouldBeEmpty();
        await SendAsync(callback, seq: "0", "198.51.100.1");
        await _stop.CancelAsync();
        await running;

        _events.Select(properties => properties.ExternalAddress).ShouldBe(["198.51.100.1", "198.51.100.2"]);
        _sink.Missed.ShouldBe(["event 0 came behind event 1"]);
    }

    [Fact]
    public async Task RunAsync_NumbersAreRubbish_TakenAsTheyComeAndAnswered()
    {
        await using var router = new FakeHttpServer(_ => Granted(1800));
        var running = Start(router);
        var callback = await SubscribedAsync(router);

        foreach (var seq in (string[])["", "-1", "4294967296", "1e3", "0x10", "seven", new string('9', 4000), "1 2", "\0"]) await SendAsync(callback, seq, "198.51.100.1");
        await _stop.CancelAsync();
        await running;

        _events.Count.ShouldBe(9);
        _sink.Missed.ShouldBeEmpty();
        router.Requests.Select(request => request.Method).ShouldBe(["SUBSCRIBE", "UNSUBSCRIBE"]);
    }

    /// <summary>A router that cannot count must not be subscribed to again and again.</summary>
    [Fact]
    public async Task RunAsync_EveryEventShowsALoss_SubscribesLessAndLessOften()
    {
        await using var router = new FakeHttpServer(_ => Granted(1800));
        var running = Start(router);
        var callback = await SubscribedAsync(router);

        await SendAsync(callback, seq: "5", "198.51.100.1");
        await Requests(router, 3);
        await SendAsync(callback, seq: "15", "198.51.100.1");
        await PausesAsync(router, requests: 4);
        await _time.RunAsync(TimeSpan.FromSeconds(59));
        router.Requests.Count.ShouldBe(4);
        await _time.RunAsync(TimeSpan.FromSeconds(1));
        await Requests(router, 5);
        await SendAsync(callback, seq: "25", "198.51.100.1");
        await PausesAsync(router, requests: 6);
        await _time.RunAsync(TimeSpan.FromSeconds(119));
        router.Requests.Count.ShouldBe(6);
        await _time.RunAsync(TimeSpan.FromSeconds(1));
        await Requests(router, 7);
        await _stop.CancelAsync();
        await running;

        _sink.Missed.ShouldBe(["the first event heard has the number 5", "event 15 followed event 5", "event 25 followed event 15"]);
    }

    [Fact]
    public async Task RunAsync_SomethingElseArrives_IsTurnedAway()
    {
        await using var router = new FakeHttpServer(_ => Granted(1800));
        var running = Start(router);
        var callback = await SubscribedAsync(router);

        (await NotifyAsync(callback, $"NOTIFY /guessed HTTP/1.1\r\nContent-Length: {Body.Length}\r\n\r\n{Body}")).ShouldStartWith("HTTP/1.1 412");
        (await NotifyAsync(callback, $"GET {callback.AbsolutePath} HTTP/1.1\r\nContent-Length: 0\r\n\r\n")).ShouldStartWith("HTTP/1.1 412");
        (await NotifyAsync(callback, "\0\u0001\u0002 rubbish\n\n")).ShouldStartWith("HTTP/1.1 412");
        (await NotifyAsync(callback, $"NOTIFY {callback.AbsolutePath} HTTP/1.1\r\n\r\n{Body}", from: "127.0.0.2")).ShouldBeEmpty();
        await _stop.CancelAsync();
        await running;

        _events.ShouldBeEmpty();
    }

    private static FakeReply Granted(int seconds) => FakeReply.Raw($"HTTP/1.1 200 OK\r\nSID: uuid:sub-1\r\nTIMEOUT: Second-{seconds}\r\n\r\n") with { StaysOpen = true };

    private static Task Requests(FakeHttpServer router, int count) => Eventually.True(() => router.Requests.Count == count, $"{count} requests arrive");

    private static async Task<string> NotifyAsync(Uri callback, string message, string from = "127.0.0.1")
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, callback.Port);
        var buffer = new byte[1024];
        try
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(message));
            return Encoding.Latin1.GetString(buffer, 0, await socket.ReceiveAsync(buffer));
        }
        catch (SocketException)
        {
            return "";
        }
    }

    private static async Task SendAsync(Uri callback, string seq, string address)
    {
        var body = Body.Replace("198.51.100.9", address, StringComparison.Ordinal);
        (await NotifyAsync(callback, $"NOTIFY {callback.AbsolutePath} HTTP/1.1\r\nSID: uuid:sub-1\r\nSEQ: {seq}\r\nContent-Length: {body.Length}\r\n\r\n{body}"))
            .ShouldStartWith("HTTP/1.1 200 OK");
    }

    private async Task<Uri> SubscribedAsync(FakeHttpServer router)
    {
        await _time.RunAsync(TimeSpan.FromSeconds(2));
        await Requests(router, 1);
        return new Uri(router.Requests.First().Header("CALLBACK")!.Trim('<', '>'));
    }

    // The pause begins when the answer to the farewell has come, or not come within a second.
    private async Task PausesAsync(FakeHttpServer router, int requests)
    {
        await Requests(router, requests);
        await Eventually.True(() => _time.UntilNextTimer > TimeSpan.FromSeconds(30), "the pause begins");
    }

    private Task Start(FakeHttpServer router)
    {
        var http = new RouterHttpClient(FakeIgd.Gateway, FakeIgd.Pin, TimeProvider.System, HttpBounds.Default);
        return new EventSubscription([router.Url("/evt")], http, new AsyncTurn(), FakeIgd.Identity, FakeIgd.Gateway, _time, _events.Enqueue, _sink).RunAsync(_stop.Token);
    }
}
