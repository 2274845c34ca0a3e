using System.Collections.Immutable;

namespace Porthole.Agent.Devices.Discovery;

/// <summary>Looks for cameras on this PC's networks.</summary>
internal interface IDeviceDiscovery
{
    /// <summary>
    /// Asks everything at once, merges the answers and returns the devices in the order of their addresses, at the latest
    /// when <see cref="DiscoveryOptions.Duration"/> is over. No password is ever tried.
    /// </summary>
    /// <param name="options">Where and how long.</param>
    /// <param name="progress">Told of every device as soon as it is seen, and four times a second; null for nobody.</param>
    /// <param name="cancellationToken">Ends the search without a result.</param>
    Task<ImmutableArray<DiscoveredDevice>> SearchAsync(DiscoveryOptions options, IProgress<DiscoveryProgress>? progress, CancellationToken cancellationToken);
}
