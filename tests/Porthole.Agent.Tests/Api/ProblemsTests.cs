using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using Porthole.Agent.Api;
using Porthole.Agent.Devices.Discovery;
using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Api;

/// <summary>Whatever goes wrong is told as problem details (RFC 9457), in one form.</summary>
public sealed class ProblemsTests : IAsyncLifetime
{
    private ApiBench? _bench;

    private ApiBench Bench => _bench!;

    public async ValueTask InitializeAsync() => _bench = await ApiBench.StartAsync();

    public ValueTask DisposeAsync() => Bench.DisposeAsync();

    [Theory]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound, "no-such-address")]
    [InlineData("GET", "/nothing.html", HttpStatusCode.NotFound, "no-such-address")]
    [InlineData("PATCH", "/api/devices", HttpStatusCode.MethodNotAllowed, "no-such-method")]
    [InlineData("GET", "/api/discovery", HttpStatusCode.MethodNotAllowed, "no-such-method")]
    [InlineData("GET", "/api/devices/nobody", HttpStatusCode.NotFound, "no-such-device")]
    public async Task Answer_NothingThere_IsAProblemDocument(string method, string path, HttpStatusCode status, string kind)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await Bench.Owner.SendAsync(request);

        await ShouldBeProblemAsync(response, status, kind);
    }

    [Fact]
    public async Task Answer_ForeignHost_IsAProblemDocument()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/status");
        request.Headers.Host = "rebound.test";
        using var response = await Bench.Owner.SendAsync(request);

        await ShouldBeProblemAsync(response, HttpStatusCode.Forbidden, "not-from-here");
    }

    [Fact]
    public async Task Answer_NoToken_IsAProblemDocument()
    {
        using var response = await Bench.Stranger.PostAsync("/api/devices/a/pause", content: null);

        await ShouldBeProblemAsync(response, HttpStatusCode.Unauthorized, "no-token");
    }

    [Fact]
    public async Task Answer_BodyOverTheCap_IsAProblemDocumentAndNothingIsRead()
    {
        var huge = new string(' ', WriteLimits.MaxBodyBytes + 1);
        using var body = new StringContent(huge, Encoding.UTF8, "application/json");
        using var response = await Bench.Owner.PostAsync("/api/devices", body);

        await ShouldBeProblemAsync(response, HttpStatusCode.RequestEntityTooLarge, "bad-request");
    }

    [Fact]
    public async Task Answer_NestedTooDeep_IsAProblemDocument()
    {
        using var body = new StringContent(new string('[', 10_000), Encoding.UTF8, "application/json");
        using var response = await Bench.Owner.PostAsync("/api/devices", body);

        await ShouldBeProblemAsync(response, HttpStatusCode.BadRequest, "not-json");
    }

    [Theory]
    [InlineData("/api/history?since=abc")]
    [InlineData("/api/log?lines=many")]
    public async Task Answer_ValueOfAnotherKind_IsAProblemDocument(string path)
    {
        using var response = await Bench.Owner.GetAsync(path);

        await ShouldBeProblemAsync(response, HttpStatusCode.BadRequest, "bad-request");
    }

    /// <summary>Half a character, as a name and as a key; and a name in the code page of an old PC.</summary>
    [Theory]
    [InlineData("POST", "/api/devices", """{ "name": "A\ud800", "address": "192.0.2.1", "ports": [ { "name": "http", "internal": 80 } ] }""")]
    [InlineData("POST", "/api/devices", "{ \"name\": \"S\u00fcdt\u00fcr\", \"address\": \"192.0.2.1\", \"ports\": [ { \"name\": \"http\", \"internal\": 80 } ] }")]
    [InlineData("PUT", "/api/devices/a", """{ "\udc00": 1 }""")]
    [InlineData("POST", "/api/devices/import", """{ "devices": [], "\ud800": 1 }""")]
    [InlineData("POST", "/api/sign-in", """{ "code": "\ud800" }""")]
    public async Task Answer_TextThatCannotBeRead_IsAProblemDocument(string method, string path, string json)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new ByteArrayContent(Encoding.Latin1.GetBytes(json)) };
        request.Content.Headers.ContentType = new("application/json");
        using var response = await Bench.Owner.SendAsync(request);

        await ShouldBeProblemAsync(response, HttpStatusCode.BadRequest, "not-json");
    }

    [Fact]
    public async Task Answer_Defect_IsAProblemDocument()
    {
        await using var bench = await ApiBench.StartAsync(new DefectiveDiscovery());

        using var response = await bench.Owner.PostAsync("/api/discovery", content: null);

        await ShouldBeProblemAsync(response, HttpStatusCode.InternalServerError, "defect");
    }

    private static async Task ShouldBeProblemAsync(HttpResponseMessage response, HttpStatusCode status, string kind)
    {
        response.StatusCode.ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        problem.RootElement.GetProperty("type").GetString().ShouldBe($"urn:porthole:{kind}");
        problem.RootElement.GetProperty("status").GetInt32().ShouldBe((int)status);
        problem.RootElement.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        problem.RootElement.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
    }

    private sealed class DefectiveDiscovery : IDeviceDiscovery
    {
        public Task<ImmutableArray<DiscoveredDevice>> SearchAsync(DiscoveryOptions options, IProgress<DiscoveryProgress>? progress, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nobody expected that.");
    }
}
