using System.Net;
using System.Net.Sockets;
using System.Text;
using Porthole.PortMapping.Tests.Discovery;
using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Tests.Upnp.Fakes;
using Porthole.PortMapping.Upnp.Http;

namespace Porthole.PortMapping.Tests.Upnp.Http;

/// <summary>The HTTP rows of the quirk list.</summary>
public sealed class RouterHttpClientTests
{
    private const string Document = "<?xml version=\"1.0\"?><root><a>1</a></root>";

    public static TheoryData<string, string, bool> Quirks => new()
    {
        { "by the book", $"HTTP/1.1 200 OK\r\nContent-Length: {Document.Length}\r\n\r\n{Document}", false },
        { "no length, connection closed", $"HTTP/1.1 200 OK\r\n\r\n{Document}", false },
        { "no length, connection left open (Actiontec)", $"HTTP/1.1 200 OK\r\n\r\n{Document}", true },
        { "keep-alive not understood", $"HTTP/1.1 200 OK\r\nConnection: Keep-Alive\r\n\r\n{Document}", true },
        { "length too large, left open (Mono.Nat loops)", $"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{Document}", true },
        { "length too large, closed", $"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{Document}", false },
        { "length too small (aioupnp)", $"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{Document}", false },
        { "length is no number", $"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{Document}", true },
        { "length negative", $"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{Document}", true },
        { "LF alone", $"HTTP/1.1 200 OK\nContent-Length: {Document.Length}\n\n{Document}", true },
        { "HTTP/1.0", $"HTTP/1.0 200 OK\r\n\r\n{Document}", false },
        { "HTTP/1.x", $"HTTP/1.x 200\r\n\r\n{Document}", true },
        { "HTTP without a slash", $"HTTP 1.1 200 OK\r\n\r\n{Document}", true },
        { "no head at all", Document, false },
        { "interim reply first", $"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{Document}", true },
        { "chunked", $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{Document.Length:X}\r\n{Document}\r\n0\r\n\r\n", true },
        { "chunked with extensions to HTTP/1.0 (BiPAC 7404VNOX)", $"HTTP/1.0 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n{Document.Length:x4};ext=\"1\"\r\n{Document}\r\n0;last\r\n\r\n", true },
        { "chunked in two", $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{Document[..5]}\r\n{Document.Length - 5:X}\r\n{Document[5..]}\r\n0\r\n\r\n", true },
        { "chunked, LF alone", $"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n{Document.Length:X}\n{Document}\n0\n\n", true },
        { "chunked, last chunk missing", $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{Document.Length:X}\r\n{Document}\r\n", true },
        { "chunked in the head only", $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{Document}", true },
        { "trailing NULs", $"HTTP/1.1 200 OK\r\nContent-Length: {Document.Length + 3}\r\n\r\n{Document}\0\0\0", true },
        { "headers doubled", $"HTTP/1.1 200 OK\r\nContent-Length: {Document.Length}\r\nContent-Length: 3\r\n\r\n{Document}", true },
    };

    [Quirk("3d no length")]
    [Quirk("3d wrong length")]
    [Quirk("3d chunked")]
    [Quirk("3d LF only")]
    [Quirk("3d keep-alive")]
    [Quirk("3d Expect")]
    [Theory]
    [MemberData(nameof(Quirks))]
    public async Task GetAsync_ReplyInAnyShape_IsRead(string quirk, string reply, bool staysOpen)
    {
        await using var server = new FakeHttpServer(_ => FakeReply.Raw(reply) with { StaysOpen = staysOpen });

        var result = await Client(HttpBounds.Default).GetAsync(server.Root, default);

        Encoding.ASCII.GetString(result.Reply.ShouldNotBeNull(quirk + result.Evidence).Body.Span).TrimEnd('\0').ShouldBe(Document, quirk);
        result.Reply.Status.ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Quirks))]
    public async Task GetAsync_ReplyByteByByte_IsReadTheSame(string quirk, string reply, bool staysOpen)
    {
        var pieces = reply.Select(character => new[] { (byte)character }).ToArray();
        await using var server = new FakeHttpServer(_ => new FakeReply(pieces) { StaysOpen = staysOpen });

        var result = await Client(HttpBounds.Default).GetAsync(server.Root, default);

        Encoding.ASCII.GetString(result.Reply.ShouldNotBeNull(quirk).Body.Span).TrimEnd('\0').ShouldBe(Document, quirk);
    }

    [Quirk("3c SCPD overrun")]
    [Fact]
    public async Task GetAsync_BodyGoesOnBehindItsLength_IsReadToItsEnd()
    {
        // aioupnp: an SCPD longer than its Content-Length, here with a pause at that very byte.
        var cut = Document.Length - 10;
        await using var server = new FakeHttpServer(_ => new FakeReply(
            Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {cut}\r\n\r\n{Document[..cut]}"),
            Encoding.ASCII.GetBytes(Document[cut..])) { Pause = TimeSpan.FromMilliseconds(30), StaysOpen = true });

        var result = await Client(HttpBounds.Default).GetAsync(server.Root, default);

        Encoding.ASCII.GetString(result.Reply.ShouldNotBeNull().Body.Span).ShouldBe(Document);
    }

    [Fact]
    public async Task GetAsync_BodyWithoutAnEnd_CountsAfterSilence()
    {
        await using var server = new FakeHttpServer(_ => FakeReply.Raw("HTTP/1.1 200 OK\r\n\r\nplain text") with { StaysOpen = true });

        var result = await Client(new HttpBounds { Silence = TimeSpan.FromMilliseconds(100) }).GetAsync(server.Root, default);

        Encoding.ASCII.GetString(result.Reply.ShouldNotBeNull().Body.Span).ShouldBe("plain text");
    }

    public static TheoryData<string, object> Dripping => new()
    {
        { "says nothing", new FakeReply { StaysOpen = true } },
        { "drips a body for ever", new FakeReply("HTTP/1.1 200 OK\r\n\r\n<root>"u8.ToArray(), "a"u8.ToArray()) { Pause = TimeSpan.FromMilliseconds(5), Endless = true } },
        { "drips a head for ever", new FakeReply("HTTP/1.1 200 OK\r\n"u8.ToArray(), "a: b\r\n"u8.ToArray()) { Pause = TimeSpan.FromMilliseconds(5), Endless = true } },
        { "drips chunks for ever", new FakeReply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), "1\r\na\r\n"u8.ToArray()) { Pause = TimeSpan.FromMilliseconds(5), Endless = true } },
    };

    [Theory]
    [MemberData(nameof(Dripping))]
    public async Task GetAsync_ServerThatDrips_EndsWithTheTime(string quirk, object reply)
    {
        await using var server = new FakeHttpServer(_ => (FakeReply)reply);
        var bounds = new HttpBounds { Reply = TimeSpan.FromMilliseconds(500), Silence = TimeSpan.FromMinutes(1) };

        var result = await Client(bounds).GetAsync(server.Root, default).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        result.Failure.ShouldBe(HttpFailure.Timeout, quirk);
        result.Evidence.ShouldContain(server.Root.ToString());
    }

    public static TheoryData<string, object, string> Bad => new()
    {
        { "endless head", Endless("HTTP/1.1 200 OK\r\n", new string('a', 4000)), nameof(HttpFailure.NotHttp) },
        { "endless body", Endless("HTTP/1.1 200 OK\r\n\r\n", new string('a', 4000)), nameof(HttpFailure.TooLarge) },
        { "endless document", Endless("HTTP/1.1 200 OK\r\n\r\n<root>", "<a>1</a>\r\n"), nameof(HttpFailure.TooLarge) },
        { "endless chunks", Endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n1\r\na\r\n1\r\na\r\n"), nameof(HttpFailure.TooLarge) },
        { "not HTTP", FakeReply.Raw("220 ftp.router ready\r\n\r\n"), nameof(HttpFailure.NotHttp) },
        { "closes at once", new FakeReply(), nameof(HttpFailure.Broken) },
        { "closes in the head", FakeReply.Raw("HTTP/1.1 200 OK\r\nContent-"), nameof(HttpFailure.Broken) },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task GetAsync_ServerThatMisbehaves_IsLeft(string quirk, object reply, string failure)
    {
        await using var server = new FakeHttpServer(_ => (FakeReply)reply);
        var patient = new HttpBounds { Reply = TimeSpan.FromMinutes(1), Silence = TimeSpan.FromMinutes(1) };

        var result = await Client(patient).GetAsync(server.Root, default).AsTask().WaitAsync(TimeSpan.FromSeconds(60));

        result.Reply.ShouldBeNull(quirk);
        result.Failure.ToString().ShouldBe(failure, quirk);
        result.Evidence.ShouldContain(server.Root.ToString());
    }

    [Fact]
    public async Task GetAsync_NobodyListens_IsRefused()
    {
        var server = new FakeHttpServer(_ => FakeReply.Status(200));
        await server.DisposeAsync();

        (await Client(HttpBounds.Default).GetAsync(server.Root, default)).Failure.ShouldBe(HttpFailure.Refused);
    }

    [Quirk("3d slow delete")]
    [Fact]
    public async Task GetAsync_AnswerAfterNineSeconds_IsStillAwaited()
    {
        // Some routers take more than 4 s to delete a mapping (BiglyBT).
        var time = new ManualTime();
        var answer = new TaskCompletionSource();
        await using var server = new FakeHttpServer(_ =>
        {
            answer.Task.Wait();
            return FakeReply.Xml(Document);
        });
        var pending = new RouterHttpClient(FakeIgd.Gateway, FakeIgd.Pin, time, HttpBounds.Default).GetAsync(server.Root, default).AsTask();
        await Eventually.True(() => !server.Requests.IsEmpty, "the request arrives");

        time.Advance(TimeSpan.FromSeconds(9));
        answer.SetResult();

        (await pending).Reply.ShouldNotBeNull().Status.ShouldBe(200);
    }

    [Fact]
    public async Task GetAsync_NoAnswerInTenSeconds_GivesUp()
    {
        var time = new ManualTime();
        await using var server = new FakeHttpServer(_ => new FakeReply { StaysOpen = true });
        var pending = new RouterHttpClient(FakeIgd.Gateway, FakeIgd.Pin, time, HttpBounds.Default).GetAsync(server.Root, default).AsTask();
        await Eventually.True(() => !server.Requests.IsEmpty, "the request arrives");

        time.Advance(TimeSpan.FromSeconds(11));

        (await pending).Failure.ShouldBe(HttpFailure.Timeout);
    }

    [Fact]
    public async Task GetAsync_CallerCancels_Throws()
    {
        await using var server = new FakeHttpServer(_ => new FakeReply { StaysOpen = true });
        using var cancel = new CancellationTokenSource();
        var pending = Client(HttpBounds.Default).GetAsync(server.Root, cancel.Token).AsTask();
        await Eventually.True(() => !server.Requests.IsEmpty, "the request arrives");

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(pending);
    }

    [Theory]
    [InlineData("/b", 302)]
    [InlineData("b", 301)]
    [InlineData("/b", 303)]
    [InlineData("/b", 307)]
    [InlineData("/b", 308)]
    public async Task GetAsync_RedirectOnTheGateway_IsFollowed(string location, int status)
    {
        await using var server = new FakeHttpServer(request => request.Path == "/b"
            ? FakeReply.Xml(Document)
            : FakeReply.Raw($"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"));

        (await Client(HttpBounds.Default).GetAsync(server.Url("/a"), default)).Reply.ShouldNotBeNull().Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("http://127.0.0.2/b")]
    [InlineData("https://127.0.0.1/b")]
    [InlineData("http://evil.example/b")]
    [InlineData("//127.0.0.2/b")]
    [InlineData("/a")] // for ever
    public async Task GetAsync_RedirectElsewhereOrForEver_IsNotFollowed(string location)
    {
        await using var server = new FakeHttpServer(_ => FakeReply.Raw($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"));

        (await Client(HttpBounds.Default).GetAsync(server.Url("/a"), default)).Failure.ShouldBe(HttpFailure.ForbiddenRedirect);
        server.Requests.Count.ShouldBeLessThan(5);
    }

    /// <summary>Each step alone is within its bound.</summary>
    [Fact]
    public async Task GetAsync_RedirectsThatTakeLong_HaveOneBoundTogether()
    {
        var time = new ManualTime();
        using var answers = new SemaphoreSlim(0);
        await using var server = new FakeHttpServer(request =>
        {
            answers.Wait(TestContext.Current.CancellationToken);
            return FakeReply.Raw($"HTTP/1.1 302 Found\r\nLocation: {request.Path}a\r\nContent-Length: 0\r\n\r\n");
        });
        var pending = new RouterHttpClient(FakeIgd.Gateway, FakeIgd.Pin, time, HttpBounds.Default).GetAsync(server.Url("/a"), default).AsTask();
        for (var hop = 1; hop <= 2; hop++)
        {
            await Eventually.True(() => server.Requests.Count == hop, $"request {hop} arrives");
            time.Advance(TimeSpan.FromSeconds(8));
            answers.Release();
        }

        await Eventually.True(() => server.Requests.Count == 3, "request 3 arrives");
        time.Advance(TimeSpan.FromSeconds(3.9));
        pending.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(0.1));

        var result = await pending;
        answers.Release();
        result.Failure.ShouldBe(HttpFailure.Timeout);
        result.Evidence.ShouldBe($"{server.Url("/a")} did not answer within 20 s, all redirects and repeats together");
    }

    [Fact]
    public async Task GetAsync_UrlElsewhere_IsNotAskedAtAll() =>
        (await Client(HttpBounds.Default).GetAsync(new Uri("http://127.0.0.2:1/"), default)).Failure.ShouldBe(HttpFailure.ForbiddenRedirect);

    [Quirk("3b virtual adapters")]
    [Quirk("3d one segment")]
    [Fact]
    public async Task SendAsync_Body_GoesOutInOnePieceFromTheLocalAddress()
    {
        // Old Linksys routers (miniupnpc); a half-close kills the reply on DrayTek routers.
        await using var server = new FakeHttpServer(_ => FakeReply.Xml(Document));
        var client = new RouterHttpClient(FakeIgd.Gateway with { LocalAddress = IPAddress.Parse("127.0.0.9") }, FakeIgd.Pin, TimeProvider.System, HttpBounds.Default);

        await client.SendAsync(new HttpRequest("POST", server.Url("/x")) { Body = new string('b', 1000) }, default);

        var request = server.Requests.ShouldHaveSingleItem();
        request.CameInOnePiece.ShouldBeTrue();
        request.From.ShouldBe(IPAddress.Parse("127.0.0.9"));
    }

    [Quirk("3d half-close")]
    [Fact]
    public async Task SendAsync_Request_LeavesItsSideOpen()
    {
        // miniupnpc: a DrayTek router that sees a half-close ends the connection without its reply.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var pending = Client(HttpBounds.Default).GetAsync(new Uri($"http://{listener.LocalEndpoint}/"), default).AsTask();
        using var connection = await listener.AcceptSocketAsync();
        var buffer = new byte[4096];
        var request = "";
        while (!request.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            request += Encoding.ASCII.GetString(buffer, 0, await connection.ReceiveAsync(buffer));
        }

        // An end from the other side would be there to read.
        connection.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead).ShouldBeFalse();
        await connection.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Document.Length}\r\n\r\n{Document}"));

        (await pending).Reply.ShouldNotBeNull().Status.ShouldBe(200);
    }

    private static FakeReply Endless(string start, string again) =>
        new(Encoding.ASCII.GetBytes(start), Encoding.ASCII.GetBytes(again)) { Endless = true };

    private static RouterHttpClient Client(HttpBounds bounds) => new(FakeIgd.Gateway, FakeIgd.Pin, TimeProvider.System, bounds);
}
