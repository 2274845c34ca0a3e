using Porthole.Agent.Settings;
using Porthole.Relay;

namespace Porthole.Agent.Forwarding;

/// <summary>Turns the settings' relay section into the relay's own options.</summary>
internal static class RelayLimits
{
    public static RelayOptions From(RelaySettings settings) => new()
    {
        AllowFrom = settings.AllowFrom,
        MaxConnections = settings.MaxConnections,
        MaxConnectionsPerSource = settings.MaxConnectionsPerSource,
        MaxConnectionsPerDevice = settings.MaxConnectionsPerDevice,
        ConnectionRatePerSource = settings.ConnectionRatePerSource,
        ConnectionBurstPerSource = settings.ConnectionBurstPerSource,
        ConnectionRatePerDevice = settings.ConnectionRatePerDevice,
        MaxFailuresPerSource = settings.MaxFailuresPerSource,
        FailureWindow = settings.FailureWindow,
        BlockTime = settings.BlockTime,
        MaxRememberedSources = settings.MaxRememberedSources,
        ConnectTimeout = settings.ConnectTimeout,
        IdleTimeout = settings.IdleTimeout,
        HalfCloseTimeout = settings.HalfCloseTimeout,
        WriteStallTimeout = settings.WriteStallTimeout,
        DrainTimeout = settings.DrainTimeout,
        UdpUnansweredTimeout = settings.UdpUnansweredTimeout,
        UdpSessionTimeout = settings.UdpSessionTimeout,
    };
}
