using Porthole.PortMapping.NatPmp;
using Porthole.PortMapping.Pcp;
using Porthole.PortMapping.Upnp;

namespace Porthole.PortMapping.Discovery;

/// <summary>The protocols, in the order in which a burst asks for them.</summary>
internal static class GatewayProbes
{
    public static IReadOnlyList<IProtocolProbe> For(
        DefaultGateway gateway, GatewayOptions options, GatewayIdentity identity, TimeProvider time)
    {
        var probes = new List<IProtocolProbe>();
        if (options.Protocols.Contains(MappingProtocol.Pcp))
            probes.Add(new PcpProbe(gateway, options, identity, time));
        if (options.Protocols.Contains(MappingProtocol.NatPmp))
            probes.Add(new NatPmpProbe(gateway, options, identity, time));
        if (options.Protocols.Contains(MappingProtocol.UpnpIgd))
            probes.Add(new UpnpProbe(gateway, options, identity, time));
        return probes;
    }
}
