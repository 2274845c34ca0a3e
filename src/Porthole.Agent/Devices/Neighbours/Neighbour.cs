using System.Net;

namespace Porthole.Agent.Devices.Neighbours;

/// <summary>An address on one of this PC's networks, and the MAC address that last answered for it.</summary>
/// <param name="Address">The IPv4 address.</param>
/// <param name="Mac">The MAC address in lower case with colons, as the settings have it.</param>
/// <param name="Interface">The interface's name on Linux, its index on Windows.</param>
internal readonly record struct Neighbour(IPAddress Address, string Mac, string Interface);
