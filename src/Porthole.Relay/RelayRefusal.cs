namespace Porthole.Relay;

/// <summary>Why a relay turned a source away.</summary>
public enum RelayRefusal
{
    /// <summary>The source is on no allow-list.</summary>
    NotAllowed,

    /// <summary>The source has <see cref="RelayOptions.MaxConnectionsPerSource"/> already.</summary>
    SourceLimit,

    /// <summary>The device has <see cref="RelayOptions.MaxConnectionsPerDevice"/> already.</summary>
    DeviceLimit,

    /// <summary>All relays together have <see cref="RelayOptions.MaxConnections"/> already.</summary>
    TotalLimit,

    /// <summary>The source opens connections faster than <see cref="RelayOptions.ConnectionRatePerSource"/>.</summary>
    SourceRate,

    /// <summary>Strangers open connections to the device faster than <see cref="RelayOptions.ConnectionRatePerDevice"/>.</summary>
    DeviceRate,

    /// <summary>The source is blocked because its connections kept failing (<see cref="RelayOptions.MaxFailuresPerSource"/>).</summary>
    Blocked,
}
