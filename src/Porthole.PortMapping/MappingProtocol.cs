namespace Porthole.PortMapping;

/// <summary>A protocol by which a gateway is asked for mappings.</summary>
public enum MappingProtocol
{
    /// <summary>Port Control Protocol, RFC 6887.</summary>
    Pcp,

    /// <summary>NAT Port Mapping Protocol, RFC 6886.</summary>
    NatPmp,

    /// <summary>UPnP Internet Gateway Device, versions 1 and 2.</summary>
    UpnpIgd,
}
