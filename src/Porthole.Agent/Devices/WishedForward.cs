using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices.Identity;
using Porthole.Agent.Settings;
using Porthole.PortMapping;

namespace Porthole.Agent.Devices;

/// <summary>One port of one device that should be reachable from outside: what the registry hands to the forwarding loop.</summary>
internal sealed record WishedForward
{
    public required string Id { get; init; }

    /// <summary>The device's name as its owner wrote it.</summary>
    public required string Device { get; init; }

    public required string Name { get; init; }

    public string? Brand { get; init; }

    public required Transport Transport { get; init; }

    /// <summary>The device's address in force; null for this PC itself.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The address in the registry: another one than <see cref="Address"/> while the device is followed.</summary>
    public IPAddress? RegisteredAddress { get; init; }

    /// <summary>The MAC address in the registry, in lower case with colons; null when its owner gave none.</summary>
    public string? Mac { get; init; }

    /// <summary>Where the device stands; null while it is where the registry says.</summary>
    public DeviceStanding? Standing { get; init; }

    /// <summary>Whether nothing may lead to it, because somebody else has its address.</summary>
    public bool IsDisplaced => Standing is DeviceStanding.Displaced;

    public required ushort InternalPort { get; init; }

    public required ushort ExternalPort { get; init; }

    public RoutePreference Route { get; init; }

    /// <summary>Who may connect; null for everybody.</summary>
    public ImmutableArray<IPNetwork>? AllowFrom { get; init; }

    /// <summary>Whether it is closed for now and stays registered.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Whether nothing may be open for it now.</summary>
    public bool IsClosed => IsPaused || IsDisplaced;

    /// <summary>Whether two wishes ask for the same, so that nothing need be touched.</summary>
    public bool Equals(WishedForward? other) =>
        other is not null
        && (Id, Device, Name, Brand, Transport) == (other.Id, other.Device, other.Name, other.Brand, other.Transport)
        && Equals(Address, other.Address)
        && Equals(RegisteredAddress, other.RegisteredAddress)
        && (Mac, Standing) == (other.Mac, other.Standing)
        && (InternalPort, ExternalPort, Route, IsPaused) == (other.InternalPort, other.ExternalPort, other.Route, other.IsPaused)
        && AllowFrom.HasValue == other.AllowFrom.HasValue
        && (AllowFrom ?? []).SequenceEqual(other.AllowFrom ?? []);

    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);
}
