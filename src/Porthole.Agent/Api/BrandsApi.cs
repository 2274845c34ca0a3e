using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Porthole.Agent.Devices.Brands;
using Porthole.PortMapping;

namespace Porthole.Agent.Api;

/// <summary><c>GET /api/brands</c>: the makers that Porthole knows, with the ports of their devices ex works.</summary>
internal static class BrandsApi
{
    private static readonly BrandsDocument Brands = new([.. BrandPresets.All.Select(Document)]);

    public static void MapBrandsApi(this WebApplication app) =>
        app.MapGet("/api/brands", () => TypedResults.Json(Brands, BrandsJson.Default.BrandsDocument));

    private static BrandDocument Document(BrandPreset preset) => new(
        preset.Key,
        preset.Name,
        preset.Note,
        [.. preset.Ports.Select(port => new BrandPort(port.Name, port.Protocol == Transport.Tcp ? "tcp" : "udp", port.Number, port.Purpose, port.IsProposed))]);
}

/// <summary>All makers, in alphabetical order.</summary>
internal sealed record BrandsDocument(ImmutableArray<BrandDocument> Brands);

/// <summary>A maker; see <see cref="BrandPreset"/>.</summary>
internal sealed record BrandDocument(string Key, string Name, string? Note, ImmutableArray<BrandPort> Ports);

/// <summary>A port of its devices; see <see cref="PresetPort"/>.</summary>
internal sealed record BrandPort(string Name, string Protocol, int Number, string Purpose, bool Proposed);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BrandsDocument))]
internal sealed partial class BrandsJson : JsonSerializerContext;
