using System.Collections.Immutable;

namespace Porthole.Agent.Devices.Discovery;

/// <summary>How far a search is.</summary>
/// <param name="Elapsed">Since its start.</param>
/// <param name="Duration">How long it takes as a whole.</param>
/// <param name="Devices">What was found so far; it may still change.</param>
internal sealed record DiscoveryProgress(TimeSpan Elapsed, TimeSpan Duration, ImmutableArray<DiscoveredDevice> Devices);
