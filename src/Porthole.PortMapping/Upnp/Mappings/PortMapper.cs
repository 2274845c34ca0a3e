using System.Collections.Concurrent;
using Porthole.PortMapping.Upnp.Soap;

namespace Porthole.PortMapping.Upnp.Mappings;

/// <summary>Adds and deletes mappings, in the terms that this router takes.</summary>
internal sealed class PortMapper(IgdActions actions, TableReader table, RefusalInvestigator investigator, TimeProvider time)
{
    // Learnt from 725, or from a 402 that went away without the lease; it saves a refused call for every renewal.
    private volatile bool _permanentOnly;

    private readonly ConcurrentDictionary<(Transport, ushort), bool> _held = [];

    /// <summary>How many mappings stand by this program's own account: granted and not removed.</summary>
    public int HeldCount => _held.Count;

    public async ValueTask<GatewayResult<Mapping>> MapAsync(MappingRequest request, CancellationToken cancellationToken)
    {
        var (reply, mapping) = await AddAsync(request, cancellationToken);
        if (mapping is not null)
        {
            return mapping;
        }

        var finding = await investigator.InvestigateAsync(request, reply, cancellationToken);
        if (finding.Standing is { } entry)
        {
            return ToMapping(request, request.ExternalPort, entry.LeaseLeft);
        }

        if (!finding.IsCleared)
        {
            return finding.Refusal;
        }

        (reply, mapping) = await AddAsync(request, cancellationToken);
        return mapping is not null ? mapping : UpnpError.ToRefusal(reply);
    }

    /// <summary>
    /// Deletes a mapping, unless the port is somebody else's by now: a mapping that the router dropped
    /// may have been followed by another host's.
    /// </summary>
    public async ValueTask<GatewayResult<Done>> UnmapAsync(Mapping mapping, CancellationToken cancellationToken)
    {
        _held.TryRemove((mapping.Transport, mapping.ExternalPort), out _);
        var read = await table.ReadAsync(mapping.Transport, mapping.ExternalPort, cancellationToken);
        if (read.Refusal is { Reason: RefusalReason.NotFound }
            || (read.Value is { InternalAddress: { } holder } && !holder.Equals(mapping.Internal.Address)))
        {
            return default(Done);
        }

        var reply = await actions.DeletePortMappingAsync(mapping.Transport, mapping.ExternalPort, cancellationToken);
        return reply.IsGranted || UpnpError.Classify(reply) == RefusalReason.NotFound ? default(Done) : UpnpError.ToRefusal(reply);
    }

    private async ValueTask<(SoapReply Reply, Mapping? Mapping)> AddAsync(MappingRequest request, CancellationToken cancellationToken)
    {
        var lease = _permanentOnly ? LeaseTerms.Permanent : LeaseTerms.ToSeconds(request.Lease);
        var reply = await CallAsync(request, lease, cancellationToken);
        if (reply.IsFault(UpnpError.PermanentLeaseOnly, UpnpError.InvalidArguments))
        {
            // 402 stands for "no leases" (ARRIS NVG578LX, tailscale#15223) as well as for "not without a lease" (net-tools#52).
            var other = lease == LeaseTerms.Permanent ? LeaseTerms.Longest : LeaseTerms.Permanent;
            var retried = await CallAsync(request, other, cancellationToken);
            _permanentOnly = retried.IsGranted && other == LeaseTerms.Permanent;
            if (retried.IsGranted)
            {
                (reply, lease) = (retried, other);
            }
            else if (reply.IsFault(UpnpError.InvalidArguments)
                && await actions.Soap.LearnOrderAsync(IgdActions.AddPortMapping(request, lease), cancellationToken))
            {
                reply = await CallAsync(request, lease, cancellationToken);
            }
            else if (!reply.IsFault(UpnpError.InvalidArguments))
            {
                // Permanent it must be, and permanent was refused: that second answer tells why.
                reply = retried;
            }
        }

        if (!reply.IsGranted)
        {
            return (reply, null);
        }

        var port = ushort.TryParse(reply["NewReservedPort"], out var reserved) && reserved > 0 ? reserved : request.ExternalPort;
        return (reply, ToMapping(request, port, LeaseTerms.ToLease(lease, actions.IsVersion2 && !_permanentOnly)));
    }

    /// <summary>
    /// Asks for the wished port. A version 2 router that does not know AddPortMapping, or wants to choose the port
    /// itself (727), is asked by AddAnyPortMapping; not one that answers with a conflict, since the caller has its own next port.
    /// </summary>
    private async ValueTask<SoapReply> CallAsync(MappingRequest request, uint lease, CancellationToken cancellationToken)
    {
        var reply = await actions.Soap.CallAsync(IgdActions.AddPortMapping(request, lease), cancellationToken);
        if (!actions.IsVersion2
            || !reply.IsFault(UpnpError.InvalidAction, UpnpError.OptionalActionNotImplemented, UpnpError.ExternalWildcardOnly))
        {
            return reply;
        }

        var any = await actions.Soap.CallAsync(IgdActions.AddAnyPortMapping(request, lease), cancellationToken);
        return any.IsGranted ? any : reply;
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
