using Porthole.PortMapping.Upnp.Soap;

namespace Porthole.PortMapping.Upnp.Mappings;

/// <summary>What a refused mapping came down to: a refusal, or a way on.</summary>
internal sealed record Finding(Refusal Refusal)
{
    /// <summary>The entry that stands already as asked for, where the router refused only to write it again.</summary>
    public TableEntry? Standing { get; init; }

    /// <summary>Whether what stood in the way was this program's own leftover and is deleted: the mapping can be asked for again.</summary>
    public bool IsCleared { get; init; }
}

/// <summary>
/// Tells a refused mapping's real reason. Routers answer 718, "conflict", for at least five things (miniupnpd does for
/// three): a true conflict, a mapping for another host than the asker, a port that the rules forbid, a full table, and
/// an own entry left from an old address; 606 and 501 are no clearer. Reading the entry in question tells a conflict,
/// and one trial on a high port tells a forbidden port from a router that forbids everything.
/// </summary>
internal sealed class RefusalInvestigator(
    IgdActions actions, TableReader table, ConnectionState connection, PolicyTrial trial, DefaultGateway gateway)
{
    // Ports below are the ones that permission rules and firmware keep for the router (miniupnpd's sample rules; ER605, tailscale#7377).
    private const int FirstUnprivilegedPort = 1024;

    public async ValueTask<Finding> InvestigateAsync(MappingRequest request, SoapReply reply, CancellationToken cancellationToken)
    {
        var refusal = UpnpError.ToRefusal(reply);
        return refusal.Reason switch
        {
            RefusalReason.Conflict or RefusalReason.Unexplained when reply.Outcome == SoapOutcome.Fault =>
                await InvestigateEntryAsync(request, refusal, cancellationToken),
            RefusalReason.NotAuthorized when reply.Outcome == SoapOutcome.Fault =>
                await ExplainPolicyAsync(request, refusal, cancellationToken),
            _ => new Finding(refusal),
        };
    }

    private async ValueTask<Finding> InvestigateEntryAsync(MappingRequest request, Refusal refusal, CancellationToken cancellationToken)
    {
        var read = await table.ReadAsync(request.Transport, request.ExternalPort, cancellationToken);
        if (read.Value is { } holder)
        {
            return await ExplainHolderAsync(request, refusal, holder, cancellationToken);
        }

        if (refusal.Code == UpnpError.OtherMechanism)
        {
            return new Finding(refusal with { Evidence = $"{refusal.Evidence}; a fixed rule of the router holds the port" });
        }

        if (refusal.Reason == RefusalReason.Unexplained && await connection.FindOutageAsync(cancellationToken) is { } outage)
        {
            return new Finding(outage with { Evidence = $"{refusal.Evidence}; {outage.Evidence}", Code = refusal.Code });
        }

        if (read.Refusal!.Reason == RefusalReason.NoAnswer)
        {
            return new Finding(refusal with { Evidence = $"{refusal.Evidence}; then {read.Refusal.Evidence}" });
        }

        var isAbsent = read.Refusal.Reason == RefusalReason.NotFound;
        refusal = refusal with { Evidence = $"{refusal.Evidence}, and {(isAbsent ? "the table holds no such entry" : "the table cannot be read")}" };
        return await ExplainPolicyAsync(request, refusal, cancellationToken);
    }

    private async ValueTask<Finding> ExplainHolderAsync(
        MappingRequest request, Refusal refusal, TableEntry holder, CancellationToken cancellationToken)
    {
        var conflict = new Refusal(
            RefusalReason.Conflict,
            $"{refusal.Evidence}; {holder.InternalAddress}:{holder.InternalPort} '{holder.Description}' holds it",
            refusal.Code) { Holder = holder };
        var isOurs = MappingDescription.IsOurs(holder.Description);
        var isHeldForThisPc = gateway.LocalAddress.Equals(holder.InternalAddress);
        if (request.Internal.Address.Equals(holder.InternalAddress) && request.Internal.Port == holder.InternalPort && holder.Enabled)
        {
            // Some routers refuse to write an entry again. One that soon ends is deleted first, if it is ours to delete.
            var isLasting = holder.LeaseLeft is not { } left || left >= request.Lease / 2;
            return isLasting ? new Finding(conflict) { Standing = holder }
                : isOurs ? await ClearAsync(conflict, holder, cancellationToken)
                : new Finding(conflict);
        }

        if (isOurs && isHeldForThisPc && !gateway.LocalAddress.Equals(request.Internal.Address))
        {
            // This PC's own relayed mapping is in use: it goes only if the router would map for the other host in its place.
            return await trial.IsAllowedAsync(request, cancellationToken)
                ? await ClearAsync(conflict, holder, cancellationToken)
                : new Finding(new Refusal(RefusalReason.OnlyForAsker, $"{refusal.Evidence}; the same for a free port", refusal.Code) { Holder = holder });
        }

        var isLeftover = MappingDescription.IsSamePurpose(holder.Description, request.Description) || (isOurs && isHeldForThisPc);
        return isLeftover ? await ClearAsync(conflict, holder, cancellationToken) : new Finding(conflict);
    }

    private async ValueTask<Finding> ClearAsync(Refusal conflict, TableEntry holder, CancellationToken cancellationToken)
    {
        var reply = await actions.DeletePortMappingAsync(holder.Transport, holder.ExternalPort, cancellationToken);
        return reply.IsGranted || UpnpError.Classify(reply) == RefusalReason.NotFound
            ? new Finding(conflict) { IsCleared = true }
            : new Finding(conflict with { Evidence = $"{conflict.Evidence}; it is our own leftover and cannot be deleted ({reply.Evidence})" });
    }

    private async ValueTask<Finding> ExplainPolicyAsync(MappingRequest request, Refusal refusal, CancellationToken cancellationToken)
    {
        var isForThisPc = gateway.LocalAddress.Equals(request.Internal.Address);
        if (isForThisPc && request.ExternalPort < FirstUnprivilegedPort && refusal.Reason != RefusalReason.Unexplained)
        {
            return new Finding(refusal with { Reason = RefusalReason.PortForbidden, Evidence = $"{refusal.Evidence}; routers keep ports below {FirstUnprivilegedPort}" });
        }

        var (reason, evidence) = await trial.ExplainAsync(request, refusal, cancellationToken);
        refusal = refusal with { Evidence = $"{refusal.Evidence}; {evidence}" };
        return reason == RefusalReason.PortForbidden && refusal.Code == UpnpError.Conflict
            ? await ExplainConflictAsync(request, refusal, cancellationToken)
            : new Finding(refusal with { Reason = reason });
    }

    /// <summary>
    /// A conflict over this one port, and no entry to be read for it: the port of some rule, unless the whole table
    /// says more. Some routers list what they deny to hold (nano-node#3295), and a WRT54G holds TCP or UDP of a port (BiglyBT).
    /// </summary>
    private async ValueTask<Finding> ExplainConflictAsync(MappingRequest request, Refusal refusal, CancellationToken cancellationToken)
    {
        if ((await table.ListAsync(cancellationToken)).Value is not { IsCertain: true } listing)
        {
            return new Finding(refusal);
        }

        // Some hold one external port for each internal one: what was left by a former installation, under another number, is then
        // the conflict (syncthing#1789).
        if (listing.Entries.FirstOrDefault(entry => IsSameTarget(entry, request)) is { } other)
        {
            return await ExplainSameTargetAsync(request, refusal, other, cancellationToken);
        }

        var entries = listing.Entries.Where(entry => entry.ExternalPort == request.ExternalPort).ToList();
        if (entries.Find(entry => entry.Transport == request.Transport) is { } holder)
        {
            return await ExplainHolderAsync(request, refusal, holder, cancellationToken);
        }

        return new Finding(entries is [var twin, ..]
            ? refusal with { Evidence = $"{refusal.Evidence}; it holds one for {twin.Transport}, and cannot hold both", Holder = twin }
            : refusal with { Reason = RefusalReason.PortForbidden });
    }

    private static bool IsSameTarget(TableEntry entry, MappingRequest request) =>
        entry.Transport == request.Transport
        && entry.ExternalPort != request.ExternalPort
        && entry.InternalPort == request.Internal.Port
        && request.Internal.Address.Equals(entry.InternalAddress);

    private async ValueTask<Finding> ExplainSameTargetAsync(
        MappingRequest request, Refusal refusal, TableEntry other, CancellationToken cancellationToken)
    {
        var conflict = refusal with
        {
            Reason = RefusalReason.Conflict,
            Evidence = $"{refusal.Evidence}; {other.InternalAddress}:{other.InternalPort} has port {other.ExternalPort} already, '{other.Description}'",
            Holder = other,
        };
        return MappingDescription.IsSamePurpose(other.Description, request.Description)
            ? await ClearAsync(conflict, other, cancellationToken)
            : new Finding(conflict);
    }
}
