using System.Net;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Diagnosis.Finders;

/// <summary>
/// PH404: a device's own UPnP has opened a port that doubles or collides with a forward. Other ports that a device opens are
/// its owner's affair; <c>porthole router</c> shows them.
/// </summary>
internal static class OwnMappingFinder
{
    public static IEnumerable<Problem> Find(StatusSnapshot snapshot)
    {
        foreach (var entry in snapshot.Table.Where(entry => MappingOwners.Of(entry, snapshot).Owner == MappingOwner.Device).DistinctBy(entry => (entry.Transport, entry.ExternalPort)))
        {
            var collisions = snapshot.Forwards.Where(forward => forward.Wish.Transport == entry.Transport && forward.Wish.ExternalPort == entry.ExternalPort).ToList();
            var doubles = snapshot.Forwards.Where(forward => IsDouble(forward, entry)).ToList();
            if (collisions.Count + doubles.Count > 0) yield return Describe(entry, MappingOwners.Of(entry, snapshot).Device!, collisions, doubles);
        }
    }

    private static bool IsDouble(ForwardSnapshot forward, TableEntry entry) =>
        forward.Wish.Transport == entry.Transport
        && forward.Wish.InternalPort == entry.InternalPort
        && entry.InternalAddress is { } address
        && (address.Equals(forward.Wish.Address) || address.Equals(forward.Wish.RegisteredAddress));

    private static Problem Describe(TableEntry entry, string device, List<ForwardSnapshot> collisions, List<ForwardSnapshot> doubles)
    {
        var transport = entry.Transport == Transport.Tcp ? "TCP" : "UDP";
        var what = collisions.Count > 0
            ? $"which {collisions[0].Wish.Device} {collisions[0].Wish.Name} should have"
            : $"although {doubles[0].Wish.Device} {doubles[0].Wish.Name} opens the same port of it";
        var keeper = doubles.Count > 0 ? " Its mapping stays open when the forward is closed or has an allow-list: who may connect is then not under your control." : "";
        return new Problem
        {
            Code = "PH404",
            Subject = $"{transport} {entry.ExternalPort}",
            Severity = ProblemSeverity.Warning,
            Title = $"{device} has opened {transport} port {entry.ExternalPort} by itself, {what}",
            Evidence = $"The router lists {transport} {entry.ExternalPort} to {new IPEndPoint(entry.InternalAddress!, entry.InternalPort)} (\"{entry.Description}\"), which is not Porthole's.",
            Cause = $"UPnP is switched on in the device's own settings, so that it opens ports without being asked.{keeper}",
            Remedy =
            [
                $"Switch UPnP (or \"port mapping\") off in the settings of {device}: Porthole opens what is wanted, and two writers get in each other's way.",
                "The entry goes when its lease ends or the router is restarted.",
            ],
            Forwards = [.. collisions.Concat(doubles).Select(forward => forward.Wish.Id).Distinct(StringComparer.Ordinal)],
        };
    }
}
