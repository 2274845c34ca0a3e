using System.Collections.Concurrent;

namespace Porthole.PortMapping.Upnp.Mappings;

/// <summary>Maps and unmaps: adds, has a refusal looked into, and adds again where that cleared the way.</summary>
internal sealed class PortMapper(IgdActions actions, TableReader table, RefusalInvestigator investigator, TimeProvider time)
{
    private readonly MappingAdder _adder = new(actions);
    private readonly ConcurrentDictionary<(Transport, ushort), bool> _held = [];

    /// <summary>How many mappings stand by this program's own account: granted and not removed.</summary>
    public int HeldCount => _held.Count;

    public async ValueTask<GatewayResult<Mapping>> MapAsync(MappingRequest request, CancellationToken cancellationToken)
    {
        var added = await _adder.AddAsync(request, cancellationToken);
        if (!added.Reply.IsGranted)
        {
            var finding = await investigator.InvestigateAsync(request, added.Reply, cancellationToken);
            if (finding.Standing is { } entry)
            {
                return ToMapping(request, request.ExternalPort, entry.LeaseLeft);
            }

            if (!finding.IsCleared)
            {
                return finding.Refusal;
            }

            added = await _adder.AddAsync(request, cancellationToken);
        }

        if (!added.Reply.IsGranted)
        {
            return UpnpError.ToRefusal(added.Reply);
        }

        if (request.ExactPort && added.Port != request.ExternalPort)
        {
            await actions.DeletePortMappingAsync(request.Transport, added.Port, CancellationToken.None);
            return new Refusal(RefusalReason.Conflict, $"the gateway offered port {added.Port} in place of {request.ExternalPort}");
        }

        return ToMapping(request, added.Port, added.Lease);
    }

    /// <summary>
    /// Deletes a mapping, unless the port is somebody else's by now: a mapping that the router dropped
    /// may have been followed by another host's.
    /// </summary>
    public async ValueTask<GatewayResult<Done>> UnmapAsync(Mapping mapping, CancellationToken cancellationToken)
    {
        _held.TryRemove((mapping.Transport, mapping.ExternalPort), out _);
        var read = await table.ReadAsync(mapping.Transport, mapping.ExternalPort, cancellationToken);
        if (read.Value is { InternalAddress: { } holder } && !holder.Equals(mapping.Internal.Address))
        {
            return default(Done);
        }

        // An entry that cannot be read is deleted all the same: some routers list what they deny to hold (nano-node#3295).
        var reply = await actions.DeletePortMappingAsync(mapping.Transport, mapping.ExternalPort, cancellationToken);
        if (reply.IsGranted || UpnpError.Classify(reply) == RefusalReason.NotFound)
        {
            return default(Done);
        }

        // Some routers delete and complain all the same (402 on Tomato and DD-WRT, Open.NAT#38).
        read = await table.ReadAsync(mapping.Transport, mapping.ExternalPort, cancellationToken);
        return read.Refusal is { Reason: RefusalReason.NotFound } ? default(Done) : UpnpError.ToRefusal(reply);
    }

    private Mapping ToMapping(MappingRequest request, ushort externalPort, TimeSpan? lease)
    {
        _held[(request.Transport, externalPort)] = true;
        return new Mapping
        {
            Via = MappingProtocol.UpnpIgd,
            Transport = request.Transport,
            Internal = request.Internal,
            ExternalPort = externalPort,
            Lease = lease,
            GrantedAt = time.GetUtcNow(),
            Description = MappingDescription.Fit(request.Description),
        };
    }
}
