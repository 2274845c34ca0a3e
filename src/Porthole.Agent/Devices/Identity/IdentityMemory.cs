using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Serialization;

namespace Porthole.Agent.Devices.Identity;

/// <summary>What was learned of a device.</summary>
/// <param name="Registered">The address in the registry when it was learned; another one makes the rest of no use.</param>
/// <param name="Mac">The MAC address.</param>
/// <param name="Current">Where it was last.</param>
internal sealed record RememberedDevice(IPAddress Registered, string Mac, IPAddress Current);

/// <summary>What was learned of the devices, by name: <c>identities.json</c> in the state folder.</summary>
internal sealed record IdentityMemory
{
    private const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public ImmutableSortedDictionary<string, DeviceEntry> Devices { get; init; } = ImmutableSortedDictionary<string, DeviceEntry>.Empty;

    [JsonIgnore]
    public bool IsUsable => Version == CurrentVersion && Devices is not null;

    /// <summary>The entry of a device; null when there is none, or it fits neither the registry nor sense.</summary>
    public RememberedDevice? Find(string name, IPAddress registered, string? configuredMac) =>
        Devices.GetValueOrDefault(name)?.ToDevice() is { } device && device.Registered.Equals(registered) && (configuredMac is null || configuredMac == device.Mac) ? device : null;
}

/// <summary>A <see cref="RememberedDevice"/> as text.</summary>
internal sealed record DeviceEntry(string Registered, string Mac, string Current)
{
    public static DeviceEntry From(RememberedDevice device) => new(device.Registered.ToString(), device.Mac, device.Current.ToString());

    public RememberedDevice? ToDevice() =>
        IPAddress.TryParse(Registered, out var registered) && IPAddress.TryParse(Current, out var current) && Mac is { Length: > 0 }
            ? new RememberedDevice(registered, Mac, current)
            : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IdentityMemory))]
internal sealed partial class IdentityJson : JsonSerializerContext;
