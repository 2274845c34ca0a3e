using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Porthole.Agent.Api;
using Porthole.Agent.Dashboard;
using Porthole.Agent.History;
using Porthole.Agent.Status;
using Porthole.Testing;

namespace Porthole.Agent.Tests.Api;

public sealed class ApiTests : IAsyncLifetime
{
    private readonly StatusBoard _board = new(new ManualTime());
    private readonly TransitionRing _history = new(new ManualTime());
    private readonly HttpClient _http = new();
    private WebApplication? _app;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(_board);
        builder.Services.AddSingleton(_history);
        _app = builder.Build();
        _app.UseLoopbackGuard();
        _app.MapStatusApi();
        _app.MapHistoryApi();
        _app.UseDashboard();
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app!.DisposeAsync();
    }

    [Fact]
    public async Task Status_Asked_IsTheDocumentOfTheContract()
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync("/api/status"));

        document.RootElement.EnumerateObject().Select(property => property.Name).ShouldBe(["version", "startedAt", "network", "forwards", "problems"]);
        document.RootElement.GetProperty("network").EnumerateObject().Select(property => property.Name)
            .ShouldBe(["interface", "localAddress", "gateway", "router", "protocols", "externalAddress", "reachability"]);
        document.RootElement.GetProperty("network").GetProperty("reachability").GetString().ShouldBe("unknown");
    }

    [Fact]
    public async Task History_Since_IsWhatCameAfter()
    {
        for (var number = 1; number <= 3; number++)
            _history.Add(new Transition { Kind = TransitionKind.Forward, Subject = "door/rtsp", Title = "Door rtsp", From = "not open", To = $"open {number}", Why = "why" });

        using var document = JsonDocument.Parse(await _http.GetStringAsync("/api/history?since=2"));

        document.RootElement.GetProperty("last").GetInt64().ShouldBe(3);
        var transition = document.RootElement.GetProperty("transitions").EnumerateArray().ShouldHaveSingleItem();
        transition.EnumerateObject().Select(property => property.Name).ShouldBe(["number", "at", "kind", "subject", "title", "from", "to", "why"]);
        (transition.GetProperty("number").GetInt64(), transition.GetProperty("kind").GetString()).ShouldBe((3, "forward"));
        JsonDocument.Parse(await _http.GetStringAsync("/api/history")).RootElement.GetProperty("transitions").GetArrayLength().ShouldBe(3);
    }

    [Theory]
    [InlineData("porthole.example.org")]
    [InlineData("192.168.1.10")]
    [InlineData("127.0.0.1.nip.io")]
    [InlineData("localhost.example.org")]
    public async Task Status_AnotherHostName_IsForbidden(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/status");
        request.Headers.Host = host;

        using var response = await _http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task Health_LoopbackName_IsAnswered(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        request.Headers.Host = host;

        using var response = await _http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("http://example.org", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1:1", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.OK)]
    public async Task Status_Origin_MustBeTheDashboards(string? origin, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/status");
        request.Headers.Add("Origin", origin ?? _http.BaseAddress!.GetLeftPart(UriPartial.Authority));

        using var response = await _http.SendAsync(request);

        response.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Events_StatusPublished_ArrivesAtOnce()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var stream = await _http.GetStreamAsync("/api/events", bound.Token);
        using var reader = new StreamReader(stream);
        (await ReadEventAsync(reader, bound.Token)).ShouldContain("\"startedAt\":\"1970-01-01T00:00:00");

        _board.Publish(StatusSnapshot.Starting(DateTimeOffset.UnixEpoch.AddYears(30)));

        (await ReadEventAsync(reader, bound.Token)).ShouldContain("\"startedAt\":\"2000-01-01T00:00:00");
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/dashboard.js", "text/javascript")]
    [InlineData("/texts.js", "text/javascript")]
    [InlineData("/overview/verdict.js", "text/javascript")]
    [InlineData("/dashboard.css", "text/css")]
    [InlineData("/porthole.svg", "image/svg+xml")]
    public async Task Dashboard_EveryFile_IsServedUnderTheStrictPolicy(string path, string type)
    {
        using var response = await _http.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'; script-src 'self'");
        response.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
    }

    [Fact]
    public async Task Dashboard_FileKnownToTheBrowser_IsNotSentAgain()
    {
        using var first = await _http.GetAsync("/texts.js");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/texts.js");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await _http.SendAsync(request);

        first.Content.Headers.ContentLength.ShouldBe((await first.Content.ReadAsByteArrayAsync()).Length);
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        second.Headers.GetValues("Content-Security-Policy").Count().ShouldBe(1);
        (await second.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/overview")]
    [InlineData("/nothing.js")]
    [InlineData("/dashboard.js/")]
    public async Task Dashboard_NoSuchFile_IsNotFound(string path)
    {
        using var response = await _http.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<string> ReadEventAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        (await reader.ReadLineAsync(cancellationToken)).ShouldBe("event: status");
        var data = await reader.ReadLineAsync(cancellationToken);
        (await reader.ReadLineAsync(cancellationToken)).ShouldBe("");
        return data!;
    }
}
