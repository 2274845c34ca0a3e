using System.Collections.Immutable;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Devices.Registry;

/// <summary>What <c>devices.json</c> holds.</summary>
/// <param name="Added">The devices added by command, API or dashboard, in the order they came.</param>
/// <param name="PausedFixed">The identities of the fixed devices that are paused. One that is no longer fixed stays, so that it comes back closed.</param>
internal sealed record RegistryContent(ImmutableArray<DeviceSettings> Added, ImmutableSortedSet<string> PausedFixed)
{
    public static RegistryContent Empty { get; } = new([], ImmutableSortedSet<string>.Empty);
}
