using System.Net;

namespace Porthole.Agent.Devices.Health;

/// <summary>How a device is asked whether it is there.</summary>
internal interface IDeviceContact
{
    /// <summary>Connects, tries a second time after silence, and hangs up.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="doubts">Called when the first try was not answered; the second is under way.</param>
    /// <param name="cancellationToken">Ends it without an answer.</param>
    Task<DeviceAnswer> ConnectAsync(IPEndPoint target, Action? doubts, CancellationToken cancellationToken);

    /// <summary>Sends an empty datagram, for a device of which no TCP port is known; null when silence proves nothing.</summary>
    Task<DeviceAnswer?> NudgeAsync(IPAddress address, CancellationToken cancellationToken);
}
