using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Api;

/// <summary>Who may not write: everybody without the token, and every page that is not the dashboard.</summary>
public sealed class WriteGuardTests : IAsyncLifetime
{
    private const string Yard = """{ "name": "Yard", "address": "192.0.2.21", "ports": [ { "name": "http", "internal": 80 } ] }""";

    private ApiBench? _bench;

    private ApiBench Bench => _bench!;

    public async ValueTask InitializeAsync() => _bench = await ApiBench.StartAsync();

    public ValueTask DisposeAsync() => Bench.DisposeAsync();

    [Fact]
    public async Task Write_AnyEndpointWithoutToken_IsRefused()
    {
        var writes = Bench.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["POST"]).Select(method => (method, endpoint.RoutePattern.RawText)))
            .Where(endpoint => endpoint.method is not "GET")
            .ToList();
        writes.Count.ShouldBeGreaterThanOrEqualTo(8);

        foreach (var (method, pattern) in writes.Take(9))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), pattern!.Replace("{id}", "a", StringComparison.Ordinal).Replace("{device}", "a", StringComparison.Ordinal).Replace("{port}", "b", StringComparison.Ordinal));
            using var response = await Bench.Stranger.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, pattern);
            response.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
        }
    }

    [Theory]
    [InlineData("Bearer 0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("Bearer ")]
    [InlineData("Bearer")]
    [InlineData("Basic YTpi")]
    public async Task Write_WrongToken_IsRefused(string authorization)
    {
        using var response = await SendAsync(Bench.Stranger, request => request.Headers.TryAddWithoutValidation("Authorization", authorization));

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        Bench.Registry.Current.Devices.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://elsewhere.test")]
    [InlineData("null")]
    [InlineData("https://127.0.0.1")]
    public async Task Write_AnotherOriginWithToken_IsRefused(string origin)
    {
        using var response = await SendAsync(Bench.Owner, request => request.Headers.TryAddWithoutValidation("Origin", origin));

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        Bench.Registry.Current.Devices.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("rebound.test")]
    [InlineData("127.0.0.1.nip.io")]
    public async Task Write_AnotherHostWithToken_IsRefused(string host)
    {
        using var response = await SendAsync(Bench.Owner, request => request.Headers.Host = host);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        Bench.Registry.Current.Devices.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    public async Task Write_AsAFormWouldWithToken_IsRefused(string type)
    {
        using var response = await SendAsync(Bench.Owner, request => request.Content = new StringContent(Yard, Encoding.UTF8, type));

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        Bench.Registry.Current.Devices.ShouldBeEmpty();
    }

    [Fact]
    public async Task Preflight_AnyOrigin_IsNeverAllowed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/devices");
        request.Headers.TryAddWithoutValidation("Origin", Bench.Stranger.BaseAddress!.GetLeftPart(UriPartial.Authority));
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");

        using var response = await Bench.Stranger.SendAsync(request);

        response.IsSuccessStatusCode.ShouldBeFalse();
        response.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Fact]
    public async Task Write_StrangerKnocksTooOften_IsSlowedDownAndTheOwnerIsNot()
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 40; i++)
        {
            using var response = await SendAsync(Bench.Stranger);
            statuses.Add(response.StatusCode);
        }

        statuses.ShouldContain(HttpStatusCode.TooManyRequests);
        using var refused = await SendAsync(Bench.Stranger);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await refused.Content.ReadAsStringAsync()).ShouldContain("urn:porthole:too-fast");
        using var owner = await SendAsync(Bench.Owner);
        owner.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await Bench.Stranger.GetAsync("/api/devices")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/devices") { Content = new StringContent(Yard, Encoding.UTF8, "application/json") };
        change?.Invoke(request);
        return await client.SendAsync(request);
    }
}
