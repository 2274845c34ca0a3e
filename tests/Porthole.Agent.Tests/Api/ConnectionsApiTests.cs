using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.Api;
using Porthole.Agent.Cli;
using Porthole.Agent.Connections;
using Porthole.Agent.Status;
using Porthole.Relay;
using Porthole.Testing;

namespace Porthole.Agent.Tests.Api;

public sealed class ConnectionsApiTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("porthole-connections-").FullName;
    private readonly ManualTime _time = new();
    private readonly HttpClient _http = new();
    private readonly ConnectionLog _log;
    private WebApplication? _app;

    public ConnectionsApiTests() => _log = new ConnectionLog(_folder, _time, NullLogger<ConnectionLog>.Instance);

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(new StatusBoard(_time));
        builder.Services.AddSingleton(_log);
        _app = builder.Build();
        _app.MapConnectionsApi();
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app!.DisposeAsync();
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Connections_SomeEnded_AreTheNewestFirstWithTheDaysKept()
    {
        _log.Add(Record("203.0.113.7:50000"));
        _log.Add(Record("203.0.113.8:50000"));

        var document = await ReadAsync();

        document.Live.ShouldBeEmpty();
        document.Ended.Select(record => record.Source).ShouldBe(["203.0.113.8:50000", "203.0.113.7:50000"]);
        document.Ended[0].End.ShouldBe(RelayEnd.ViewerStalled);
        document.Days.ShouldBe([new DateOnly(1970, 1, 1)]);
    }

    [Fact]
    public async Task Day_Kept_IsALineAConnectionTheOldestFirst()
    {
        _log.Add(Record("203.0.113.7:50000"));
        _log.Add(Record("203.0.113.8:50000"));

        using var response = await _http.GetAsync("/api/connections/1970-01-01");

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/jsonl");
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(line => JsonSerializer.Deserialize(line, ConnectionJson.Default.ConnectionRecord)!.Source).ShouldBe(["203.0.113.7:50000", "203.0.113.8:50000"]);
    }

    [Theory]
    [InlineData("1970-01-02")]
    [InlineData("yesterday")]
    [InlineData("..%2f..%2fmemory")]
    public async Task Day_NotKept_SaysSo(string day)
    {
        using var response = await _http.GetAsync($"/api/connections/{day}");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Text_SomeEnded_NamesSourceBytesAndEnd()
    {
        _log.Add(Record("203.0.113.7:50000"));
        var output = new StringWriter();

        ConnectionsText.Write(await ReadAsync(), output);

        output.ToString().ShouldSatisfyAllConditions(
            text => text.ShouldStartWith("Nobody is connected through the relay."),
            text => text.ShouldContain("203.0.113.7 "),
            text => text.ShouldContain("5000 kB"),
            text => text.ShouldContain("00:01:05"),
            text => text.ShouldContain("viewer too"),
            text => text.Split('\n').ShouldAllBe(line => line.Length <= 81));
    }

    [Fact]
    public void Text_EveryEnd_HasWords()
    {
        var ends = Enum.GetValues<RelayEnd>();
        var output = new StringWriter();

        ConnectionsText.Write(new ConnectionsDocument([], [.. ends.Select(end => Record("203.0.113.7:50000") with { End = end })], []), output);

        var words = output.ToString().Split('\n').Where(line => line.Contains("203.0.113.7")).Select(line => line.Split("5000 kB")[1].Trim()).ToList();
        words.Count.ShouldBe(ends.Length);
        words.ShouldBeUnique();
        words.ShouldAllBe(text => text.Length > 0);
    }

    private async Task<ConnectionsDocument> ReadAsync() =>
        JsonSerializer.Deserialize(await _http.GetStringAsync("/api/connections"), ConnectionJson.Default.ConnectionsDocument)!;

    private static ConnectionRecord Record(string source) => new()
    {
        Forward = "door/rtsp",
        Source = source,
        Started = DateTimeOffset.UnixEpoch,
        Seconds = 65,
        BytesIn = 700,
        BytesOut = 5_000_000,
        End = RelayEnd.ViewerStalled,
    };
}
