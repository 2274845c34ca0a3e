using System.Collections.Immutable;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Diagnosis.Finders;

/// <summary>PH205, PH206 and PH212: a mapping holds, but not quite as wished.</summary>
internal static class MappingFinder
{
    /// <summary>How long a restored mapping is still told of: an owner who looks an hour later shall see why a stream stopped.</summary>
    private static readonly TimeSpan RestoredIsTold = TimeSpan.FromHours(1);

    public static IEnumerable<Problem> Find(StatusSnapshot snapshot, DateTimeOffset now)
    {
        foreach (var forward in snapshot.Forwards)
        {
            if (forward.Held is { IsMapped: true, Mapping: { } mapping } && mapping.ExternalPort != forward.Wish.ExternalPort) yield return PortTaken(forward, mapping, snapshot.Table);
            if (forward.RestoredAt is { } restored && now - restored < RestoredIsTold) yield return Restored(forward, restored);
        }

        var permanent = snapshot.Forwards.Where(forward => forward.Held is { IsMapped: true, Mapping.Lease: null }).ToList();
        if (permanent.Count > 0) yield return PermanentOnly(permanent);
    }

    private static Problem PortTaken(ForwardSnapshot forward, Mapping mapping, ImmutableArray<TableEntry> table)
    {
        var conflict = forward.Held.Refusals.FirstOrDefault(attempt => attempt.Refusal.Reason is RefusalReason.Conflict or RefusalReason.PortForbidden)?.Refusal;

        // PCP and AddAnyPortMapping grant another port without a word on who holds the one that was wished.
        var listed = table.FirstOrDefault(row => (row.Transport, row.ExternalPort) == (forward.Wish.Transport, forward.Wish.ExternalPort));
        var entry = conflict is null ? forward.GaveWayTo ?? listed : conflict.Holder;
        var holder = entry is not null ? $" by {entry.InternalAddress}:{entry.InternalPort} (\"{entry.Description}\")"
            : conflict is { Reason: RefusalReason.PortForbidden } ? " by the router itself"
            : "";
        var isPortholes = entry?.Description.StartsWith(MappingOwners.Mark, StringComparison.Ordinal) == true;
        return new Problem
        {
            Code = "PH205",
            Subject = forward.Wish.Id,
            Severity = ProblemSeverity.Info,
            Title = $"{forward.Wish.Device} {forward.Wish.Name}: external port {forward.Wish.ExternalPort} is taken{holder}; {mapping.ExternalPort} is used instead",
            Evidence = conflict?.Evidence ?? $"{ProtocolNames.Spoken(mapping.Via)}: asked for {forward.Wish.ExternalPort}, granted {mapping.ExternalPort}{(listed is null ? "" : $"; the router's table has {listed.InternalAddress}:{listed.InternalPort} there")}",
            Cause = isPortholes ? "Porthole runs on another PC too, and wishes the same port there." : "Another device or rule on the router holds the port.",
            Remedy = isPortholes
                ? [$"Use port {mapping.ExternalPort}, which Porthole keeps from now on.", "If the other PC was set up with a copy of this one's disk or settings, remove there the devices that this PC is to open."]
                : [$"Use port {mapping.ExternalPort}, which Porthole keeps from now on, or remove the other entry from the router."],
            Forwards = [forward.Wish.Id],
        };
    }

    private static Problem Restored(ForwardSnapshot forward, DateTimeOffset restored) => new()
    {
        Code = "PH206",
        Subject = forward.Wish.Id,
        Severity = ProblemSeverity.Info,
        Title = $"{forward.Wish.Device} {forward.Wish.Name}: the router had dropped the mapping; it was restored",
        Evidence = $"The mapping was missing from the router's table at {restored:yyyy-MM-dd HH:mm:ss} UTC.",
        Cause = "Some routers drop mappings that carry no traffic, or lose them when they reconnect.",
        Remedy = ["Nothing need be done. If it happens every day, a firmware update of the router may help."],
        Forwards = [forward.Wish.Id],
    };

    private static Problem PermanentOnly(List<ForwardSnapshot> forwards) => new()
    {
        Code = "PH212",
        Severity = ProblemSeverity.Info,
        Title = "The router knows permanent mappings only",
        Evidence = "It refused a lease and granted the mapping without one.",
        Cause = "An older UPnP implementation. Mappings do not expire by themselves if this PC is switched off for good.",
        Remedy = ["Nothing need be done. Porthole removes its mappings when it stops or a device is removed."],
        Forwards = [.. forwards.Select(forward => forward.Wish.Id)],
    };
}
