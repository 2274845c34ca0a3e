using System.Net;
using Porthole.PortMapping.Upnp.Soap;

namespace Porthole.PortMapping.Upnp.Mappings;

/// <summary>The router's whole table.</summary>
/// <param name="Entries">Its entries.</param>
/// <param name="IsCertain">False when the table looks empty by an answer that may as well mean that it cannot be read.</param>
internal sealed record TableListing(IReadOnlyList<TableEntry> Entries, bool IsCertain);

/// <summary>Reads the router's table: one entry, or all.</summary>
internal sealed class TableReader(IgdActions actions, TimeProvider time)
{
    /// <summary>The longest table read; routers that repeat their last entry for ever end here (BiglyBT's guard).</summary>
    public const int MostEntries = 512;

    // What is told again may have been pushed on by an entry that was added in front meanwhile: miniupnpd lists the newest first.
    // Only a router that tells nothing new time after time repeats its last entry instead of ending.
    private const int RepeatsThatEnd = 3;

    // The longest table at the pace of a router that wants 200 ms between calls. One that drips would take hours.
    private static readonly TimeSpan LongestReading = TimeSpan.FromMinutes(2);

    /// <summary>An entry has nine values.</summary>
    public const int MostValues = 16;

    /// <summary>Reads one entry. A router that cannot be asked for it (Netgear X6S sets, but does not tell) is asked for all of them.</summary>
    public async ValueTask<GatewayResult<TableEntry>> ReadAsync(Transport transport, ushort externalPort, CancellationToken cancellationToken)
    {
        var reply = await actions.GetSpecificPortMappingEntryAsync(transport, externalPort, cancellationToken);
        if (reply.IsGranted && EntryParser.Parse(name => reply[name], transport, externalPort) is { } entry)
        {
            return entry;
        }

        if (UpnpError.Classify(reply) is RefusalReason.NotFound or RefusalReason.NoAnswer)
        {
            return UpnpError.ToRefusal(reply);
        }

        var table = await ListAsync(cancellationToken);
        if (table.Value is not { IsCertain: true } listing)
        {
            return new Refusal(RefusalReason.Unsupported, $"{reply.Evidence}; this router does not let its table be read", reply.Code);
        }

        return listing.Entries.FirstOrDefault(row => row.Transport == transport && row.ExternalPort == externalPort) is { } found
            ? found
            : new Refusal(RefusalReason.NotFound, $"{reply.Evidence}; the table of {listing.Entries.Count} entries does not hold {transport} {externalPort}", reply.Code);
    }

    /// <summary>
    /// Lists everything: entry by entry, and in one answer only where that fails. miniupnpd 2.3.1 (Debian 12) dies of being asked for
    /// 200 entries at once, and 2.3.6 tells internal port 0 in that answer (miniupnp#768).
    /// </summary>
    public async ValueTask<GatewayResult<TableListing>> ListAsync(CancellationToken cancellationToken)
    {
        var walk = await ListOneByOneAsync(cancellationToken);
        if (!actions.IsVersion2 || walk.Value is { IsCertain: true } || walk.Refusal?.Reason == RefusalReason.NoAnswer) return walk;
        return await ListOfAsync(Transport.Tcp, cancellationToken) is { } tcp && await ListOfAsync(Transport.Udp, cancellationToken) is { } udp
            ? new TableListing([.. tcp, .. udp], IsCertain: true)
            : walk;
    }

    /// <summary>Null when the router does not do it: many do not, and some let only this PC's own entries be read so (606).</summary>
    private async ValueTask<IReadOnlyList<TableEntry>?> ListOfAsync(Transport transport, CancellationToken cancellationToken)
    {
        var reply = await actions.GetListOfPortMappingsAsync(transport, cancellationToken);
        if (reply.IsFault(UpnpError.PortMappingNotFound, UpnpError.NoSuchEntry))
        {
            return [];
        }

        return reply.IsGranted ? PortListing.Parse(reply.Listing.Span) : null;
    }

    private async ValueTask<GatewayResult<TableListing>> ListOneByOneAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var entries = new List<TableEntry>();
        var seen = new HashSet<(Transport, ushort, string, IPAddress?, ushort)>();
        var repeats = 0;
        for (var index = 0; index < MostEntries; index++)
        {
            if (time.GetElapsedTime(start) > LongestReading)
            {
                return new Refusal(RefusalReason.NoAnswer, $"the router took more than {LongestReading.TotalMinutes:0} min to tell {index} entries of its table");
            }

            var reply = await actions.GetGenericPortMappingEntryAsync(index, cancellationToken);
            if (!reply.IsGranted)
            {
                var isOwnEnd = UpnpError.Classify(reply) == RefusalReason.NotFound;
                return isOwnEnd || IsOtherEnd(reply) ? new TableListing(entries, isOwnEnd || index > 0) : UpnpError.ToRefusal(reply);
            }

            // An entry that makes no sense is left out; the next may be a good one.
            if (EntryParser.Parse(name => reply[name]) is not { } entry)
            {
                continue;
            }

            if (seen.Add((entry.Transport, entry.ExternalPort, entry.RemoteHost, entry.InternalAddress, entry.InternalPort)))
            {
                entries.Add(entry);
                repeats = 0;
            }
            else if (++repeats == RepeatsThatEnd)
            {
                break;
            }
        }

        return new TableListing(entries, IsCertain: true);
    }

    /// <summary>Codes that mean something else, and end a list all the same on some routers.</summary>
    private static bool IsOtherEnd(SoapReply reply) =>
        reply.IsFault(UpnpError.InvalidArguments, UpnpError.ActionFailed, UpnpError.UndocumentedEnd);
}
