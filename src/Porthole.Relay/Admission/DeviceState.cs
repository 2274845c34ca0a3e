namespace Porthole.Relay.Admission;

/// <summary>What is remembered of one device. Guarded by the lock of <see cref="AdmissionControl"/>.</summary>
internal sealed class DeviceState
{
    /// <summary>Live connections and UDP sessions.</summary>
    public int Live { get; set; }

    /// <summary>New connections of sources that were never served.</summary>
    public TokenBucket StrangerRate { get; } = new();

    /// <summary>The connections that are not served yet, the oldest first.</summary>
    public LinkedList<Ticket> Unserved { get; } = [];
}
