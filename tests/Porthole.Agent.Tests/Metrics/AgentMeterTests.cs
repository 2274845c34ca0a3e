using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using Porthole.Agent.Metrics;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Doctor;

namespace Porthole.Agent.Tests.Metrics;

public sealed class AgentMeterTests
{
    [Fact]
    public void Take_RenewedLostAndOpenAgain_AreCountedOnce()
    {
        using var meter = new AgentMeter(new StatusBoard(TimeProvider.System));
        using var measured = new Measured(meter);
        var open = Patients.Open(camera: 554, external: 8554);
        var renewed = open with { Held = open.Held with { Mapping = open.Held.Mapping! with { GrantedAt = open.Held.Mapping.GrantedAt.AddMinutes(30) } } };

        Take(open);
        Take(renewed);
        Take(renewed);
        measured["porthole.renewals"].ShouldBe(1);
        Take(renewed with { State = ForwardState.Failed, Held = Agent.Forwarding.Holding.Nothing });
        Take(open);

        measured["porthole.recoveries"].ShouldBe(1);
        measured["porthole.renewals"].ShouldBe(1);

        void Take(ForwardSnapshot forward) => meter.Take(Patients.Snapshot(forwards: forward));
    }

    [Fact]
    public void Take_RemovedAndRegisteredAnew_IsNoRenewal()
    {
        using var meter = new AgentMeter(new StatusBoard(TimeProvider.System));
        using var measured = new Measured(meter);
        var open = Patients.Open(camera: 554, external: 8554);

        meter.Take(Patients.Snapshot(forwards: open));
        meter.Take(Patients.Snapshot());
        meter.Take(Patients.Snapshot(forwards: open with { Held = open.Held with { Mapping = open.Held.Mapping! with { GrantedAt = open.Held.Mapping.GrantedAt.AddMinutes(30) } } }));

        measured["porthole.renewals"].ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_BoardPublishes_IsCounted()
    {
        var board = new StatusBoard(TimeProvider.System);
        using var meter = new AgentMeter(board);
        using var measured = new Measured(meter);
        using var stop = new CancellationTokenSource();
        var run = meter.RunAsync(stop.Token);
        var open = Patients.Open(camera: 554, external: 8554);

        // The board skips what a slow reader has not read: so it is told of a renewal until one is counted.
        await UntilAsync(() =>
        {
            open = open with { Held = open.Held with { Mapping = open.Held.Mapping! with { GrantedAt = open.Held.Mapping.GrantedAt.AddMinutes(30) } } };
            board.Publish(Patients.Snapshot(forwards: open));
            return measured["porthole.renewals"] > 0;
        });

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(run);
    }

    [Fact]
    public async Task Export_ToACollector_SendsTheMetrics()
    {
        var received = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.MapPost("/v1/metrics", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
            context.Response.ContentType = "application/x-protobuf";
        });
        await collector.StartAsync();
        var board = new StatusBoard(TimeProvider.System);
        board.Publish(Patients.Snapshot(forwards: Patients.Open(camera: 554, external: 8554)));
        using var meter = new AgentMeter(board);

        using (OtlpExport.Start((exporter, _) =>
        {
            exporter.Endpoint = new Uri(collector.Urls.First() + "/v1/metrics");
            exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        }))
        {
            // What is measured is sent at the latest when the export ends.
        }

        await UntilAsync(() => !received.IsEmpty);
        var sent = string.Concat(received);
        sent.ShouldContain("porthole.forwards");
        sent.ShouldContain("Mapped");
        sent.ShouldContain("porthole");
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition()) await Task.Delay(20, bound.Token);
    }

    private sealed class Measured : IDisposable
    {
        private readonly ConcurrentDictionary<string, long> _sums = new();
        private readonly MeterListener _listener = new();

        public Measured(AgentMeter meter)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (meter.Owns(instrument)) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, count, _, _) => _sums.AddOrUpdate(instrument.Name, count, (_, before) => before + count));
            _listener.Start();
        }

        public long this[string name] => _sums.GetValueOrDefault(name);

        public void Dispose() => _listener.Dispose();
    }
}
