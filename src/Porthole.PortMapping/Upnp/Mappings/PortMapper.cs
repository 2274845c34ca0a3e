using System.Collections.Concurrent;

namespace Porthole.PortMapping.Upnp.Mappings;

/// <summary>Maps and unmaps: adds, has a refusal looked into, and adds again where that cleared the way.</summary>
internal sealed class PortMapper(IgdActions actions, TableReader table, RefusalInvestigator investigator, TimeProvider time)
{
    // A table that was cleared once may have been cleared by anybody; a router that drops what it has just granted does it again.
    private const int LossesThatProve = 2;

    private readonly MappingAdder _adder = new(actions);
    private readonly ConcurrentDictionary<(Transport, ushort), Held> _held = [];
    private int _losses;

    /// <summary>How many mappings stand by this program's own account: granted and not removed.</summary>
    public int HeldCount => _held.Count;

    /// <summary>
    /// Takes in what a question for one entry tells. A mapping that was there and is gone before half its lease is over,
    /// twice, is a lease that the router does not keep: DD-WRT ends every mapping within seconds unless it is permanent
    /// (tailscale#18196, kube-vip#1349).
    /// </summary>
    public void NoteRead(Transport transport, ushort externalPort, bool isThere)
    {
        if (_held.TryGetValue((transport, externalPort), out var held))
        {
            held.WasRead = Note(held, held.WasRead, isThere);
        }
    }

    /// <summary>The same for a whole table. Each kind of question is compared with its like: some routers list what they deny to hold (nano-node#3295).</summary>
    public void NoteTable(IReadOnlyList<TableEntry> entries)
    {
        foreach (var ((transport, port), held) in _held)
        {
            held.WasListed = Note(held, held.WasListed, entries.Any(entry => entry.Transport == transport && entry.ExternalPort == port));
        }
    }

    /// <summary>Counts a loss, unless the same was found by the other kind of question; whether the mapping was there.</summary>
    private bool Note(Held held, bool wasThere, bool isThere)
    {
        if (wasThere && !isThere && !held.IsLost && held.Lease is { } lease && time.GetElapsedTime(held.GrantedAt) < lease / 2)
        {
            held.IsLost = true;
            if (Interlocked.Increment(ref _losses) >= LossesThatProve)
            {
                _adder.DistrustLeases();
            }
        }

        return isThere;
    }

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
        _held[(request.Transport, externalPort)] = new Held(time.GetTimestamp(), lease);
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

    private sealed class Held(long grantedAt, TimeSpan? lease)
    {
        public long GrantedAt { get; } = grantedAt;

        public TimeSpan? Lease { get; } = lease;

        /// <summary>Whether the router has told of it when last asked for it alone; some never do, and keep it all the same.</summary>
        public bool WasRead { get; set; }

        /// <summary>Whether the whole table has shown it last.</summary>
        public bool WasListed { get; set; }

        public bool IsLost { get; set; }
    }
}
