using Porthole.Simulation.Router.Table;

namespace Porthole.Simulation.Router.Pcp;

/// <summary>Hands out the next free port where the wished one is not to be had, as miniupnpd does for NAT-PMP and PCP.</summary>
internal static class PortSearch
{
    public static (TableAnswer Answer, SimulatedMapping Mapping) FirstFree(MappingTable table, SimulatedMapping mapping)
    {
        var port = mapping.ExternalPort;
        var anyPermitted = false;
        do
        {
            if (table.IsPermitted(port, mapping.Internal))
            {
                anyPermitted = true;
                var tried = table.Add(mapping with { ExternalPort = port });
                if (tried.Answer is not (TableAnswer.HeldByOther or TableAnswer.HeldByMechanism))
                    return tried;
            }

            port = port == ushort.MaxValue ? 1 : port + 1;
        }
        while (port != mapping.ExternalPort);

        return (anyPermitted ? TableAnswer.Full : TableAnswer.Forbidden, mapping);
    }
}
