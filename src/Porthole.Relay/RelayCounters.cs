namespace Porthole.Relay;

/// <summary>A listener's counters since its start.</summary>
/// <param name="Connections">Live connections or UDP sessions.</param>
/// <param name="BytesIn">Bytes from viewers to the device.</param>
/// <param name="BytesOut">Bytes from the device to viewers.</param>
/// <param name="Accepted">Connections accepted and admitted so far.</param>
/// <param name="Refused">Connections, or datagrams of no session, turned away so far.</param>
public readonly record struct RelayCounters(int Connections, long BytesIn, long BytesOut, long Accepted, long Refused)
{
    /// <summary>Datagrams of admitted UDP sessions that could not be sent on so far.</summary>
    public long Dropped { get; init; }
}
