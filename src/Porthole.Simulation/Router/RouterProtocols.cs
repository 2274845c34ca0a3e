namespace Porthole.Simulation;

/// <summary>The protocols that a simulated router may speak; they combine.</summary>
[Flags]
public enum RouterProtocols
{
    /// <summary>None: a router with everything switched off.</summary>
    None = 0,

    /// <summary>UPnP Internet Gateway Device: SSDP, description, SOAP and events.</summary>
    Upnp = 1,

    /// <summary>NAT Port Mapping Protocol, RFC 6886.</summary>
    NatPmp = 2,

    /// <summary>Port Control Protocol, RFC 6887.</summary>
    Pcp = 4,

    /// <summary>All three.</summary>
    All = Upnp | NatPmp | Pcp,
}
