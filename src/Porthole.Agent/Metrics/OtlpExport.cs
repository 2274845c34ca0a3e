using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Porthole.Agent.Status;

namespace Porthole.Agent.Metrics;

/// <summary>Sends the metrics to a collector by OTLP, when the environment names one. Its assemblies are loaded only then.</summary>
internal static class OtlpExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Whether the environment names a collector (OpenTelemetry specification, "OpenTelemetry Protocol Exporter").</summary>
    public static bool IsWished => Environment.GetEnvironmentVariable(Endpoint) is { Length: > 0 };

    /// <summary>Exports until disposed. Protocol, headers and interval are as the standard variables say.</summary>
    /// <param name="change">What differs from the environment; for tests.</param>
    public static IDisposable Start(Action<OtlpExporterOptions, MetricReaderOptions>? change = null) => Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(resource => resource.AddService("porthole", serviceVersion: ProductVersion.Text, serviceInstanceId: Environment.MachineName))
        .AddMeter(AgentMeter.Name, "Porthole.PortMapping")
        .AddOtlpExporter((exporter, reader) => change?.Invoke(exporter, reader))
        .Build();
}
