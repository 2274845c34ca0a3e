namespace Porthole.Relay.Admission;

/// <summary>What is remembered of one device. Guarded by the lock of <see cref="AdmissionControl"/>.</summary>
internal sealed class DeviceState
{
    /// <summary>New connections of sources that were never served.</summary>
    public TokenBucket StrangerRate { get; } = new();

    /// <summary>Live connections and UDP sessions, the oldest first.</summary>
    public LinkedList<Ticket> Live { get; } = [];
}
