using System.Net;
using System.Text;
using System.Text.Json;
using Porthole.Agent.Api;
using Porthole.Agent.Devices;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;
using static Porthole.Agent.Tests.Support.Registries;

namespace Porthole.Agent.Tests.Api;

public sealed class DevicesApiTests : IAsyncLifetime
{
    private const string Yard = """{ "name": "Yard", "address": "192.0.2.21", "ports": [ { "name": "http", "internal": 80 } ] }""";

    private ApiBench? _bench;

    private ApiBench Bench => _bench!;

    public async ValueTask InitializeAsync() => _bench = await ApiBench.StartAsync(Device("Front door", ports: ("http", 80, 8080)));

    public ValueTask DisposeAsync() => Bench.DisposeAsync();

    [Fact]
    public async Task Add_GoodDevice_IsCreatedAtItsPlace()
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/devices", Yard);

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        response.Headers.Location!.ToString().ShouldBe("/api/devices/yard");
        using var document = JsonDocument.Parse(await Bench.Stranger.GetStringAsync("/api/devices/yard"));
        document.RootElement.GetProperty("ports")[0].GetProperty("external").GetInt32().ShouldBe(18080);
        document.RootElement.GetProperty("fixed").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Add_ThreeMistakes_AreAllToldAsProblemDetails()
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/devices", """{ "address": "192.0.2.300", "ports": [ { "internal": 0 }, { "internal": 80 } ] }""");

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        problem.RootElement.GetProperty("type").GetString().ShouldBe("urn:porthole:invalid-device");
        problem.RootElement.GetProperty("status").GetInt32().ShouldBe(422);
        problem.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("key").GetString()).ShouldBe(["name", "address", "ports[0].internal"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.UnprocessableEntity)]
    [InlineData("null", HttpStatusCode.UnprocessableEntity)]
    [InlineData("{}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{ "name": "A", "name": "B" }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{ "name": { "a": [] }, "address": 5, "ports": "x", "paused": "perhaps" }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{ "name": "\u0000\n", "address": "192.0.2.1", "ports": [ { "internal": 80 } ] }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{ "name": "!!!", "address": "192.0.2.1", "ports": [ { "internal": 80 } ] }""", HttpStatusCode.UnprocessableEntity)]
    public async Task Add_StrangeBodies_AreRefusedWithAProblem(string body, HttpStatusCode expected)
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/devices", body);

        response.StatusCode.ShouldBe(expected);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        Bench.Registry.Current.Devices.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Change_AddedDevice_Works()
    {
        await SendAsync(HttpMethod.Post, "/api/devices", Yard);

        using var replaced = await SendAsync(HttpMethod.Put, "/api/devices/yard", Yard.Replace("\"Yard\"", "\"Back yard\"", StringComparison.Ordinal));
        using var paused = await SendAsync(HttpMethod.Post, "/api/devices/back-yard/pause", body: null);
        (replaced.StatusCode, paused.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        Bench.Registry.Current.Find("back-yard")!.Settings.IsPaused.ShouldBeTrue();

        using var resumed = await SendAsync(HttpMethod.Post, "/api/devices/back-yard/resume", body: null);
        Bench.Registry.Current.Find("back-yard")!.Settings.IsPaused.ShouldBeFalse();
        using var removed = await SendAsync(HttpMethod.Delete, "/api/devices/back-yard", body: null);
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Bench.Registry.Current.Devices.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("DELETE", "/api/devices/front-door", HttpStatusCode.Conflict)]
    [InlineData("PUT", "/api/devices/front-door", HttpStatusCode.Conflict)]
    [InlineData("POST", "/api/devices/front-door/pause", HttpStatusCode.OK)]
    [InlineData("DELETE", "/api/devices/nobody", HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/devices/nobody/resume", HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/forwards/nobody/http/retry", HttpStatusCode.NotFound)]
    public async Task Change_FixedOrMissingDevice_IsToldApart(string method, string path, HttpStatusCode expected)
    {
        using var response = await SendAsync(new HttpMethod(method), path, method == "PUT" ? Yard : null);

        response.StatusCode.ShouldBe(expected);
    }

    [Theory]
    [InlineData("/api/forwards/front-door/http/retry")]
    [InlineData("/api/forwards/front-door%2Fhttp/retry")]
    public async Task Retry_KnownForward_AsksTheLoop(string path)
    {
        Bench.Board.Publish(StatusSnapshot.Starting(DateTimeOffset.UnixEpoch) with
        {
            Forwards =
            [
                new ForwardSnapshot
                {
                    Wish = new WishedForward { Id = "front-door/http", Device = "Front door", Name = "http", Transport = Transport.Tcp, InternalPort = 80, ExternalPort = 8080 },
                    State = ForwardState.Failed,
                    Held = Holding.Nothing,
                },
            ],
        });

        using var response = await SendAsync(HttpMethod.Post, path, body: null);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        Bench.Retried.ShouldBe(["front-door/http"]);
    }

    [Fact]
    public async Task Import_OneIsBad_IsRefusedWithTheReport()
    {
        var list = $$"""{ "devices": [ {{Yard}}, { "name": "B" } ] }""";
        using var refused = await SendAsync(HttpMethod.Post, "/api/devices/import", list);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        Bench.Registry.Current.Devices.ShouldHaveSingleItem();

        using var taken = await SendAsync(HttpMethod.Post, "/api/devices/import?mode=skip-bad", list);

        taken.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var report = JsonDocument.Parse(await taken.Content.ReadAsStringAsync());
        report.RootElement.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("outcome").GetString()).ShouldBe(["added", "bad"]);
        Bench.Registry.Current.Devices.Length.ShouldBe(2);
    }

    [Fact]
    public async Task Add_LargerThanAnythingReal_IsRefused()
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/devices", new string(' ', WriteLimits.MaxBodyBytes + 1));

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await Bench.Owner.SendAsync(request);
    }
}
