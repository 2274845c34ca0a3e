using Porthole.PortMapping.Upnp.Soap;

namespace Porthole.PortMapping.Upnp.Mappings;

/// <summary>The router's answer to a mapping asked for in terms that it takes.</summary>
/// <param name="Reply">The answer that counts.</param>
/// <param name="Port">The external port granted.</param>
/// <param name="Lease">The lease granted; null for a permanent mapping.</param>
internal sealed record AddedMapping(SoapReply Reply, ushort Port, TimeSpan? Lease);

/// <summary>Asks for a mapping, and learns on the way which leases, which order of arguments and which action this router takes.</summary>
internal sealed class MappingAdder(IgdActions actions)
{
    // Learnt from 725, from a 402 that went away without the lease, or from leases that were not kept; it saves a refused call for every renewal.
    private volatile bool _permanentOnly;

    /// <summary>Asks for permanent mappings from now on; version 2 knows none, and takes no lease for one week.</summary>
    public void DistrustLeases() => _permanentOnly |= !actions.IsVersion2;

    public async ValueTask<AddedMapping> AddAsync(MappingRequest request, CancellationToken cancellationToken)
    {
        var lease = _permanentOnly ? LeaseTerms.Permanent : LeaseTerms.ToSeconds(request.Lease);
        var reply = await CallAsync(request, lease, cancellationToken);
        if (reply.IsFault(UpnpError.PermanentLeaseOnly, UpnpError.InvalidArguments))
        {
            (reply, lease) = await AddOtherwiseAsync(request, reply, lease, cancellationToken);
        }

        // On version 2, no lease is one week; a version 2 router that knows permanent leases only is not to be taken at its word.
        return new AddedMapping(reply, ReservedPort(reply, request), LeaseTerms.ToLease(lease, actions.IsVersion2 && !_permanentOnly));
    }

    /// <summary>
    /// 402 stands for "no leases" (ARRIS NVG578LX, tailscale#15223), for "not without a lease" (net-tools#52)
    /// and for "not in this order" (rust-igd#48).
    /// </summary>
    private async ValueTask<(SoapReply Reply, uint Lease)> AddOtherwiseAsync(
        MappingRequest request, SoapReply refused, uint lease, CancellationToken cancellationToken)
    {
        var other = lease == LeaseTerms.Permanent ? LeaseTerms.Longest : LeaseTerms.Permanent;
        var reply = await CallAsync(request, other, cancellationToken);
        if (!reply.IsFault(UpnpError.PermanentLeaseOnly, UpnpError.InvalidArguments))
        {
            _permanentOnly = reply.IsGranted && other == LeaseTerms.Permanent;
            return (reply, other);
        }

        var isOrderLearnt = refused.IsFault(UpnpError.InvalidArguments)
            && await actions.Soap.LearnOrderAsync(IgdActions.AddPortMapping(request, lease), cancellationToken);
        return (isOrderLearnt ? await CallAsync(request, lease, cancellationToken) : refused, lease);
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

    /// <summary>The port that AddAnyPortMapping names; AddPortMapping names none, and grants the wished one.</summary>
    private static ushort ReservedPort(SoapReply reply, MappingRequest request) =>
        ushort.TryParse(reply["NewReservedPort"], out var port) && port > 0 ? port : request.ExternalPort;
}
