using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Porthole.Agent.Devices.Registry;

/// <summary>A device as it stands in <c>devices.json</c>, in the API and in an export: the keys of the settings, in camel case.</summary>
internal record DeviceDocument
{
    public required string Name { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Brand { get; init; }

    /// <summary>The IPv4 address on the LAN, or <c>localhost</c> for this PC.</summary>
    public required string Address { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Mac { get; init; }

    /// <summary>Who may connect; left out for everybody.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? AllowFrom { get; init; }

    public required ImmutableArray<PortDocument> Ports { get; init; }

    /// <summary>Whether the device is closed for now.</summary>
    public bool Paused { get; init; }
}

/// <summary>One port of a device.</summary>
internal sealed record PortDocument
{
    public required string Name { get; init; }

    /// <summary><c>tcp</c> or <c>udp</c>.</summary>
    public required string Protocol { get; init; }

    public required int Internal { get; init; }

    /// <summary>The wished external port; left out in what is sent, Porthole chooses one and keeps it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? External { get; init; }

    /// <summary><c>auto</c>, <c>direct</c> or <c>relay</c>.</summary>
    public required string Route { get; init; }

    /// <summary>Whether its owner insists on a port that is refused because attackers look for it; left out when not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Force { get; init; }
}

/// <summary>A device that is registered: <c>GET /api/devices</c> and <c>porthole devices list --json</c>.</summary>
internal sealed record RegisteredDocument : DeviceDocument
{
    /// <summary>The identity: the name in lower case with hyphens; <c>{id}/{port name}</c> is a forward's.</summary>
    public required string Id { get; init; }

    /// <summary>Whether it stands in the settings file, where alone it can be changed.</summary>
    public required bool Fixed { get; init; }
}

/// <summary>All devices: what <c>GET /api/devices</c> answers and what an export holds.</summary>
internal sealed record DevicesDocument(ImmutableArray<RegisteredDocument> Devices);

/// <summary>The file <c>devices.json</c> in the state folder.</summary>
internal sealed record RegistryDocument
{
    /// <summary>The version of this document. A newer one than the program knows is neither used nor overwritten.</summary>
    public int Version { get; init; } = CurrentVersion;

    public ImmutableArray<DeviceDocument> Devices { get; init; } = [];

    /// <summary>The identities of the fixed devices that are paused.</summary>
    public ImmutableArray<string> PausedFixed { get; init; } = [];

    public const int CurrentVersion = 1;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DevicesDocument))]
[JsonSerializable(typeof(DeviceDocument))]
[JsonSerializable(typeof(ImmutableArray<DeviceDocument>))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(RegisteredDocument))]
[JsonSerializable(typeof(RegistryDocument))]
internal sealed partial class DeviceJson : JsonSerializerContext
{
    /// <summary>The same with line breaks, for people: the registry's file, exports, <c>--json</c>.</summary>
    public static DeviceJson Indented { get; } = new(Status.StatusJson.ForPeople);
}
