using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Porthole.Agent.Devices.Brands;
using Porthole.Agent.Status;

namespace Porthole.Agent.Devices.Discovery;

/// <summary>What a search found: <c>porthole devices discover --json</c> and <c>POST /api/discovery</c>.</summary>
/// <param name="Seconds">How long the search took.</param>
/// <param name="Devices">What it found, in the order of the addresses.</param>
internal sealed record DiscoveryDocument(double Seconds, ImmutableArray<DiscoveredDeviceDocument> Devices)
{
    public static DiscoveryDocument From(TimeSpan took, IEnumerable<DiscoveredDevice> devices) =>
        new(Math.Round(took.TotalSeconds, 2), [.. devices.Select(DiscoveredDeviceDocument.From)]);
}

/// <summary>How far a search is: the events of <c>POST /api/discovery</c>.</summary>
internal sealed record DiscoveryProgressDocument(double ElapsedSeconds, double DurationSeconds, ImmutableArray<DiscoveredDeviceDocument> Devices)
{
    public static DiscoveryProgressDocument From(DiscoveryProgress progress) =>
        new(Math.Round(progress.Elapsed.TotalSeconds, 2), Math.Round(progress.Duration.TotalSeconds, 2), [.. progress.Devices.Select(DiscoveredDeviceDocument.From)]);
}

/// <summary>One device that a search found; see <see cref="DiscoveredDevice"/>.</summary>
internal sealed record DiscoveredDeviceDocument
{
    /// <summary>The identity that it would get in the registry.</summary>
    public required string Id { get; init; }

    /// <summary>The name that it would get.</summary>
    public required string Name { get; init; }

    public required string Address { get; init; }

    public required bool Reachable { get; init; }

    public string? Mac { get; init; }

    /// <summary>The MAC address to register it with; null where the network shows another one than it tells.</summary>
    public string? MacToRegister { get; init; }

    public string? Brand { get; init; }

    /// <summary>The brand for people.</summary>
    public string? BrandName { get; init; }

    public string? Model { get; init; }

    public string? Serial { get; init; }

    public string? Firmware { get; init; }

    public string? Endpoint { get; init; }

    public string? OnvifService { get; init; }

    public required ImmutableArray<string> OnvifServices { get; init; }

    public required ImmutableArray<int> OpenPorts { get; init; }

    public required ImmutableArray<Evidence> Evidence { get; init; }

    public required ImmutableArray<ProposedForward> Forwards { get; init; }

    public required ImmutableArray<StreamTemplate> Streams { get; init; }

    /// <summary>What the maker's phone app asks for; null when it is not known.</summary>
    public string? AppFields { get; init; }

    public required ImmutableArray<string> Notes { get; init; }

    public static DiscoveredDeviceDocument From(DiscoveredDevice device) => new()
    {
        Id = device.ProposedId,
        Name = device.ProposedName,
        Address = device.Address.ToString(),
        Reachable = device.IsReachable,
        Mac = device.Mac,
        MacToRegister = device.MacToRegister,
        Brand = device.Brand,
        BrandName = device.Brand is { } brand ? BrandPresets.NameOf(brand) : null,
        Model = device.Model,
        Serial = device.Serial,
        Firmware = device.Firmware,
        Endpoint = device.Endpoint,
        OnvifService = device.OnvifService?.ToString(),
        OnvifServices = device.OnvifServices,
        OpenPorts = device.OpenPorts,
        Evidence = device.Evidence,
        Forwards = device.Forwards,
        Streams = device.Streams,
        AppFields = BrandPresets.Find(device.Brand)?.AppFields,
        Notes = device.Notes,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DiscoveryDocument))]
[JsonSerializable(typeof(DiscoveryProgressDocument))]
internal sealed partial class DiscoveryJson : JsonSerializerContext
{
    /// <summary>The same with line breaks, for people.</summary>
    public static DiscoveryJson Indented { get; } = new(StatusJson.ForPeople);
}
