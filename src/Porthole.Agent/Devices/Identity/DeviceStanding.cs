using System.Net;

namespace Porthole.Agent.Devices.Identity;

/// <summary>Where a device stands when it is not simply where the registry says; null stands for that.</summary>
/// <param name="Address">The address in force.</param>
/// <param name="Mac">The MAC address by which the device is known.</param>
internal abstract record DeviceStanding(IPAddress Address, string Mac)
{
    /// <summary>Found by its MAC address at another address than the registered one: PH402.</summary>
    /// <param name="Address">The address in force.</param>
    /// <param name="Mac">The MAC address by which the device is known.</param>
    /// <param name="Registered">The address in the registry.</param>
    public sealed record Followed(IPAddress Address, string Mac, IPAddress Registered) : DeviceStanding(Address, Mac);

    /// <summary>Its address answers with another MAC address: PH403. Nothing is open while this stands.</summary>
    /// <param name="Address">The address in force.</param>
    /// <param name="Mac">The MAC address by which the device is known.</param>
    /// <param name="Seen">The MAC address that answers.</param>
    /// <param name="SharedBy">How many addresses answer with that MAC address; more than one points to a repeater or bridge.</param>
    public sealed record Displaced(IPAddress Address, string Mac, string Seen, int SharedBy) : DeviceStanding(Address, Mac);

    /// <summary>It does not answer, and was looked for without success.</summary>
    /// <param name="Address">The address in force.</param>
    /// <param name="Mac">The MAC address by which the device is known.</param>
    /// <param name="Looked">Where it was looked for, in words.</param>
    public sealed record Missing(IPAddress Address, string Mac, string Looked) : DeviceStanding(Address, Mac);
}
