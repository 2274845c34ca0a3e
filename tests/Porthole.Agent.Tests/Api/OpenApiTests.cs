using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Porthole.Agent.Api;
using Porthole.Agent.Connections;
using Porthole.Agent.Devices.Discovery;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Doctor;
using Porthole.Agent.History;
using Porthole.Agent.Logging;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Api;

/// <summary>The description says what is there, and all of it.</summary>
public sealed class OpenApiTests
{
    [Fact]
    public async Task Document_EveryEndpoint_IsDescribedAndNoOther()
    {
        await using var bench = await ApiBench.StartAsync();
        using var document = JsonDocument.Parse(await bench.Stranger.GetStringAsync("/openapi/v1.json"));

        var described = document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));
        var mapped = bench.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}"))
            .Where(endpoint => endpoint.Contains(" /api/", StringComparison.Ordinal) || endpoint.Contains(" /openapi/", StringComparison.Ordinal) || endpoint.EndsWith("/healthz", StringComparison.Ordinal));
        described.Order().ShouldBe(mapped.Order());
    }

    [Fact]
    public async Task Document_EveryWrite_AsksForTheToken()
    {
        await using var bench = await ApiBench.StartAsync();
        using var document = JsonDocument.Parse(await bench.Stranger.GetStringAsync("/openapi/v1.json"));

        foreach (var (path, method, operation) in document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => (path.Name, method.Name, method.Value))))
        {
            // Who signs in has a code instead.
            var needsToken = method != "get" && path != SignInApi.ExchangePath;
            operation.TryGetProperty("security", out _).ShouldBe(needsToken);
            operation.GetProperty("responses").TryGetProperty("401", out _).ShouldBe(needsToken);
        }
    }

    [Fact]
    public async Task Document_EverySchema_HasTheDocumentsOwnKeys()
    {
        await using var bench = await ApiBench.StartAsync();
        using var document = JsonDocument.Parse(await bench.Stranger.GetStringAsync("/openapi/v1.json"));
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        (string Schema, JsonTypeInfo Type)[] pairs =
        [
            ("Problem", ProblemJson.Default.ProblemDocument),
            ("SignInCode", SignInJson.Default.SignInCode),
            ("SignInToken", SignInJson.Default.SignInToken),
            ("Port", DeviceJson.Default.PortDocument),
            ("Device", DeviceJson.Default.DeviceDocument),
            ("Devices", DeviceJson.Default.DevicesDocument),
            ("ImportReport", DeviceJson.Default.ImportReport),
            ("Status", StatusJson.Default.StatusDocument),
            ("Network", StatusJson.Default.NetworkStatus),
            ("Forward", StatusJson.Default.ForwardStatus),
            ("Relay", StatusJson.Default.RelayStatus),
            ("StandingProblem", StatusJson.Default.ProblemStatus),
            ("History", HistoryJson.Default.HistoryDocument),
            ("Transition", HistoryJson.Default.Transition),
            ("Connections", ConnectionJson.Default.ConnectionsDocument),
            ("Connection", ConnectionJson.Default.ConnectionRecord),
            ("Router", RouterJson.Default.RouterDocument),
            ("Mapping", RouterJson.Default.RouterMapping),
            ("Availability", AvailabilityJson.Default.AvailabilityDocument),
            ("AvailabilityStrip", AvailabilityJson.Default.AvailabilityStrip),
            ("Brands", BrandsJson.Default.BrandsDocument),
            ("Brand", BrandsJson.Default.BrandDocument),
            ("BrandPort", BrandsJson.Default.BrandPort),
            ("DoctorReport", DoctorJson.Default.DoctorReport),
            ("DoctorStep", DoctorJson.Default.DoctorStep),
            ("Log", LogJson.Default.LogDocument),
            ("LogEntry", LogJson.Default.LogEntry),
            ("Discovery", DiscoveryJson.Default.DiscoveryDocument),
            ("DiscoveryProgress", DiscoveryJson.Default.DiscoveryProgressDocument),
            ("DiscoveredDevice", DiscoveryJson.Default.DiscoveredDeviceDocument),
            ("ProposedForward", DiscoveryJson.Default.ProposedForward),
            ("Stream", DiscoveryJson.Default.StreamTemplate),
        ];

        foreach (var (schema, type) in pairs)
        {
            var written = type.Properties.Where(property => property.Get is not null).Select(property => property.Name).Order();
            schemas.GetProperty(schema).GetProperty("properties").EnumerateObject().Select(property => property.Name).Order().ShouldBe(written, schema);
        }

        var own = DeviceJson.Default.RegisteredDocument.Properties.Select(property => property.Name).Except(DeviceJson.Default.DeviceDocument.Properties.Select(property => property.Name)).Order();
        schemas.GetProperty("RegisteredDevice").GetProperty("allOf")[1].GetProperty("properties").EnumerateObject().Select(property => property.Name).Order().ShouldBe(own);
        References(document.RootElement).Distinct().Where(reference => !Resolves(document.RootElement, reference)).ShouldBeEmpty();
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => property.Name == "$ref" ? [property.Value.GetString()!] : References(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static bool Resolves(JsonElement root, string reference)
    {
        foreach (var part in reference.Split('/').Skip(1))
        {
            if (!root.TryGetProperty(part, out root)) return false;
        }

        return true;
    }
}
