namespace Porthole.Relay;

/// <summary>The transport protocol of a relay.</summary>
public enum RelayTransport
{
    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>UDP.</summary>
    Udp,
}
