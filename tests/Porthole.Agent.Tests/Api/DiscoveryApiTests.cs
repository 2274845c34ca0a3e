using System.Net;
using System.Text.Json;
using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Api;

public sealed class DiscoveryApiTests : IAsyncLifetime
{
    private readonly FakeDiscovery _discovery = new();
    private ApiBench? _bench;

    private HttpClient Http => _bench!.Owner;

    public async ValueTask InitializeAsync() => _bench = await ApiBench.StartAsync(_discovery);

    public ValueTask DisposeAsync() => _bench!.DisposeAsync();

    [Fact]
    public async Task Discovery_WithoutToken_IsRefusedAndNothingIsSearched()
    {
        using var response = await _bench!.Stranger.PostAsync("/api/discovery", null);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        _discovery.Started.Task.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Discovery_Asked_IsTheDocument()
    {
        _discovery.Release.SetResult();
        using var response = await Http.PostAsync("/api/discovery", null);

        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        document.RootElement.GetProperty("seconds").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        var device = document.RootElement.GetProperty("devices").EnumerateArray().ShouldHaveSingleItem();
        device.EnumerateObject().Select(property => property.Name).ShouldBe(
            ["id", "name", "address", "reachable", "mac", "macToRegister", "brand", "brandName", "model", "serial", "firmware", "endpoint", "onvifService", "onvifServices", "openPorts", "evidence", "forwards", "streams", "appFields", "notes"]);
        device.GetProperty("id").GetString().ShouldBe("front-door");
        device.GetProperty("evidence").EnumerateArray().Select(word => word.GetString()).ShouldBe(["onvif", "sadp"]);
        device.GetProperty("forwards")[0].GetProperty("internal").GetInt32().ShouldBe(554);
    }

    [Fact]
    public async Task Discovery_AsEvents_TellsProgressAndThenTheResult()
    {
        _discovery.Release.SetResult();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/discovery");
        request.Headers.Add("Accept", "text/event-stream");

        using var response = await Http.SendAsync(request);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        events[0].ShouldStartWith("event: progress\ndata: {\"elapsedSeconds\":1,\"durationSeconds\":3,\"devices\":[");
        events[^1].ShouldStartWith("event: result\ndata: {\"seconds\":");
    }

    [Fact]
    public async Task Discovery_WhileOneRuns_IsAConflictAndLaterNot()
    {
        var first = Http.PostAsync("/api/discovery", null);
        await _discovery.Started.Task;

        using (var second = await Http.PostAsync("/api/discovery", null))
        {
            second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            second.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }

        _discovery.Release.SetResult();
        (await first).Dispose();
        using var third = await Http.PostAsync("/api/discovery", null);
        third.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Discovery_WhoAskedLeaves_EndsTheSearch()
    {
        using var leaves = new CancellationTokenSource();
        var asked = Http.PostAsync("/api/discovery", null, leaves.Token);
        await _discovery.Started.Task;

        await leaves.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(asked);
        await _discovery.Ended.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
