using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Porthole.Agent.Api;
using Porthole.Agent.Devices.Discovery;

namespace Porthole.Agent.Tests.Api;

public sealed class DiscoveryApiTests : IAsyncLifetime
{
    private readonly FakeDiscovery _discovery = new();
    private readonly HttpClient _http = new();
    private WebApplication? _app;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(new DiscoveryDesk(_discovery, TimeProvider.System));
        _app = builder.Build();
        _app.MapDiscoveryApi();
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app!.DisposeAsync();
    }

    [Fact]
    public async Task Discovery_Asked_IsTheDocument()
    {
        _discovery.Release.SetResult();
        using var response = await _http.PostAsync("/api/discovery", null);

        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        document.RootElement.GetProperty("seconds").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        var device = document.RootElement.GetProperty("devices").EnumerateArray().ShouldHaveSingleItem();
        device.EnumerateObject().Select(property => property.Name).ShouldBe(
            ["id", "name", "address", "reachable", "mac", "brand", "brandName", "model", "serial", "firmware", "endpoint", "onvifService", "onvifServices", "openPorts", "evidence", "forwards", "streams", "appFields", "notes"]);
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

        using var response = await _http.SendAsync(request);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        events[0].ShouldStartWith("event: progress\ndata: {\"elapsedSeconds\":1,\"durationSeconds\":3,\"devices\":[");
        events[^1].ShouldStartWith("event: result\ndata: {\"seconds\":");
    }

    [Fact]
    public async Task Discovery_WhileOneRuns_IsAConflictAndLaterNot()
    {
        var first = _http.PostAsync("/api/discovery", null);
        await _discovery.Started.Task;

        using (var second = await _http.PostAsync("/api/discovery", null))
        {
            second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            second.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }

        _discovery.Release.SetResult();
        (await first).Dispose();
        using var third = await _http.PostAsync("/api/discovery", null);
        third.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Discovery_WhoAskedLeaves_EndsTheSearch()
    {
        using var leaves = new CancellationTokenSource();
        var asked = _http.PostAsync("/api/discovery", null, leaves.Token);
        await _discovery.Started.Task;

        await leaves.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(asked);
        await _discovery.Ended.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private sealed class FakeDiscovery : IDeviceDiscovery
    {
        private static readonly DiscoveredDevice Found = new()
        {
            Address = IPAddress.Parse("192.168.1.20"),
            ProposedName = "Front door",
            Brand = "hikvision",
            Evidence = [Evidence.Onvif, Evidence.Sadp],
            Forwards = [new ProposedForward("rtsp", "tcp", 554, null, "video")],
        };

        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<ImmutableArray<DiscoveredDevice>> SearchAsync(DiscoveryOptions options, IProgress<DiscoveryProgress>? progress, CancellationToken cancellationToken)
        {
            Started.TrySetResult();
            progress?.Report(new DiscoveryProgress(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), [Found]));
            try
            {
                await Release.Task.WaitAsync(cancellationToken);
                return [Found];
            }
            finally
            {
                Ended.TrySetResult();
            }
        }
    }
}
