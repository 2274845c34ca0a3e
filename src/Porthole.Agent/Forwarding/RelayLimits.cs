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
        ConnectTimeout = settings.ConnectTimeout,
        IdleTimeout = settings.IdleTimeout,
        UdpSessionTimeout = settings.UdpSessionTimeout,
    };
}
