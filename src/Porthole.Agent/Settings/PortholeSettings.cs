using System.Collections.Immutable;
using System.Net;
using Porthole.PortMapping;

namespace Porthole.Agent.Settings;

/// <summary>The section <c>Porthole</c> of the settings, read and checked as a whole by <see cref="SettingsReader"/>.</summary>
internal sealed record PortholeSettings
{
    public GatewaySettings Gateway { get; init; } = new();

    public MappingSettings Mapping { get; init; } = new();

    public RelaySettings Relay { get; init; } = new();

    public ApiSettings Api { get; init; } = new();

    public ImmutableArray<DeviceSettings> Devices { get; init; } = [];
}

/// <summary>Which router is asked, and how.</summary>
internal sealed record GatewaySettings
{
    /// <summary>The router's address; null (the default) takes the one that holds the default route.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The name of the interface that leads to the router; null (the default) takes the default route's.</summary>
    public string? Interface { get; init; }

    /// <summary>The protocols that may be used. The default is all three.</summary>
    public ImmutableHashSet<MappingProtocol> Protocols { get; init; } =
        [MappingProtocol.Pcp, MappingProtocol.NatPmp, MappingProtocol.UpnpIgd];

    /// <summary>Whether two readings of the file ask for the same.</summary>
    public bool Equals(GatewaySettings? other) =>
        other is not null && Equals(Address, other.Address) && Interface == other.Interface && Protocols.SetEquals(other.Protocols);

    public override int GetHashCode() => HashCode.Combine(Address, Interface, Protocols.Count);
}

/// <summary>How mappings are asked for and kept.</summary>
internal sealed record MappingSettings
{
    /// <summary>The lease asked for, 10 seconds to 24 hours. The default is one hour.</summary>
    [DurationRange("00:00:10", "1.00:00:00")]
    public TimeSpan Lease { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often the router's table is read back, 1 second to 1 hour. The default is 5 minutes.</summary>
    [DurationRange("00:00:01", "01:00:00")]
    public TimeSpan VerifyInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether an orderly stop removes the mappings. The default is true.</summary>
    public bool RemoveOnStop { get; init; } = true;

    /// <summary>How many requests the router gets at once, 1 to 16. The default is 4.</summary>
    [NumberRange(1, 16)]
    public int Concurrency { get; init; } = 4;
}

/// <summary>Where the local API and the dashboard answer.</summary>
internal sealed record ApiSettings
{
    /// <summary>The URL, always on loopback. The default is http://127.0.0.1:8730.</summary>
    public Uri Url { get; init; } = new("http://127.0.0.1:8730");
}

/// <summary>A camera, DVR or NVR on the LAN.</summary>
internal sealed record DeviceSettings
{
    /// <summary>The name the owner gave it; unique among the devices.</summary>
    public required string Name { get; init; }

    /// <summary>The brand, for its stream's path; null when unknown.</summary>
    public string? Brand { get; init; }

    /// <summary>The address on the LAN; null when the device is this PC itself (<c>localhost</c>).</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The MAC address in lower case with colons; null when unknown.</summary>
    public string? Mac { get; init; }

    /// <summary>Who may connect; null lets everybody in. A list makes every port of the device take the relay.</summary>
    public ImmutableArray<IPNetwork>? AllowFrom { get; init; }

    public ImmutableArray<PortSettings> Ports { get; init; } = [];

    /// <summary>Whether the device is closed for now. Kept by the registry, never read from the settings.</summary>
    public bool IsPaused { get; init; }
}

/// <summary>One port of a device that should be reachable from outside.</summary>
internal sealed record PortSettings
{
    /// <summary>The name, unique within the device, for instance <c>rtsp</c>.</summary>
    public required string Name { get; init; }

    public required Transport Protocol { get; init; }

    /// <summary>The device's port, 1 to 65535.</summary>
    public required int Internal { get; init; }

    /// <summary>The wished external port, 1 to 65535; null leaves the choice to Porthole.</summary>
    public int? External { get; init; }

    public RoutePreference Route { get; init; }

    /// <summary>Whether the owner insists on a port that <see cref="Devices.Brands.ExposureRules"/> refuses. The default is false.</summary>
    public bool Force { get; init; }
}

/// <summary>Which rungs of the ladder a forward may take.</summary>
internal enum RoutePreference
{
    /// <summary>The best that works.</summary>
    Auto,

    /// <summary>From the router straight to the device, or not at all.</summary>
    Direct,

    /// <summary>Through this PC's relay.</summary>
    Relay,
}
