using System.Collections.Immutable;
using System.Net;

namespace Porthole.Agent.Devices.Identity;

/// <summary>Looks for one device by its brand's own discovery, after the neighbour table and the sweep have not found it.</summary>
internal interface IDeviceSearch
{
    /// <summary>
    /// Addresses where the device may be. They are hints: each is followed only when it answers with the device's MAC
    /// address. Empty when nothing was found.
    /// </summary>
    /// <param name="wanted">What is known of it.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    Task<ImmutableArray<IPAddress>> FindAsync(WantedDevice wanted, CancellationToken cancellationToken);
}

/// <summary>What is known of a device that is looked for.</summary>
/// <param name="Name">The name its owner gave it.</param>
/// <param name="Brand">The setting <c>Brand</c>; null when unknown.</param>
/// <param name="Mac">The MAC address in lower case with colons.</param>
/// <param name="LastAddress">Where it was last.</param>
internal sealed record WantedDevice(string Name, string? Brand, string Mac, IPAddress LastAddress);
