namespace Porthole.Simulation;

/// <summary>The kinds of request that a simulated router counts.</summary>
public enum RouterRequest
{
    /// <summary>An SSDP search that this router answers or could answer.</summary>
    Search,

    /// <summary>A GET of the root description.</summary>
    Description,

    /// <summary>A GET of a service description (SCPD).</summary>
    ServiceDescription,

    /// <summary>SOAP AddPortMapping.</summary>
    AddPortMapping,

    /// <summary>SOAP AddAnyPortMapping (IGD 2).</summary>
    AddAnyPortMapping,

    /// <summary>SOAP DeletePortMapping.</summary>
    DeletePortMapping,

    /// <summary>SOAP DeletePortMappingRange (IGD 2).</summary>
    DeletePortMappingRange,

    /// <summary>SOAP GetSpecificPortMappingEntry.</summary>
    GetSpecificPortMappingEntry,

    /// <summary>SOAP GetGenericPortMappingEntry.</summary>
    GetGenericPortMappingEntry,

    /// <summary>SOAP GetListOfPortMappings (IGD 2).</summary>
    GetListOfPortMappings,

    /// <summary>SOAP GetExternalIPAddress.</summary>
    GetExternalIPAddress,

    /// <summary>SOAP GetStatusInfo.</summary>
    GetStatusInfo,

    /// <summary>Any other SOAP action.</summary>
    OtherAction,

    /// <summary>GENA SUBSCRIBE, first or renewal.</summary>
    Subscribe,

    /// <summary>GENA UNSUBSCRIBE.</summary>
    Unsubscribe,

    /// <summary>A request over HTTP that is none of the above.</summary>
    OtherHttp,

    /// <summary>NAT-PMP external address request, opcode 0.</summary>
    NatPmpExternalAddress,

    /// <summary>NAT-PMP mapping request, opcodes 1 and 2; a deletion too.</summary>
    NatPmpMap,

    /// <summary>PCP ANNOUNCE, opcode 0.</summary>
    PcpAnnounce,

    /// <summary>PCP MAP, opcode 1; a deletion too.</summary>
    PcpMap,

    /// <summary>A datagram that is none of the above.</summary>
    OtherDatagram,
}
